using CliWrap;
using CliWrap.Buffered;

namespace Analytics.Cli.Tests;

/// <summary>Runs the built command as a shell would.</summary>
internal static class AnalyticsCommand
{
    public static Task<BufferedCommandResult> RunAsync(params string[] arguments) =>
        RunAsync(arguments, new Dictionary<string, string?>());

    public static async Task<BufferedCommandResult> RunAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment) =>
        await CliWrap.Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "analytics.dll"), .. arguments])
            .WithEnvironmentVariables(environment)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
}
