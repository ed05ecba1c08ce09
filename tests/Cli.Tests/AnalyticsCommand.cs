using CliWrap;
using CliWrap.Buffered;

namespace Analytics.Cli.Tests;

/// <summary>Runs the built command as a shell would.</summary>
internal static class AnalyticsCommand
{
    public static async Task<BufferedCommandResult> RunAsync(params string[] arguments) =>
        await CliWrap.Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "analytics.dll"), .. arguments])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
}
