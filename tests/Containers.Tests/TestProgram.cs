using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Analytics.Fixtures;

namespace Analytics.Containers.Tests;

/// <summary>Runs classes of another test project by its own program, in an environment that the caller chooses.</summary>
internal static partial class TestProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>How many tests passed; fails with all that the program printed where one failed, or none ran.</summary>
    public static async Task<int> RunAsync(string project, string testClass, IReadOnlyDictionary<string, string> environment)
    {
        await using var program = ChildProcess.StartAssembly(
            PathOf(project), ["-noColor", "-noLogo", "-class", testClass], environment);
        var exitCode = await program.WaitForExitAsync(Limit);
        var output = string.Join('\n', program.Lines);
        var counts = SummaryPattern().Match(output);
        Assert.True(exitCode == 0 && counts.Success, output);
        var passed = NumberOf(counts, "total") - NumberOf(counts, "skipped");
        Assert.True(passed > 0, $"No test of {testClass} ran:\n{output}");
        return passed;
    }

    private static int NumberOf(Match counts, string group) => int.Parse(counts.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static string PathOf(string project) => string.Format(
        CultureInfo.InvariantCulture,
        typeof(TestProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(item => item.Key == "TestPrograms").Value ?? "",
        project);

    [GeneratedRegex(@"Total: (?<total>\d+), Errors: 0, Failed: 0, Skipped: (?<skipped>\d+)")]
    private static partial Regex SummaryPattern();
}
