using System.Text.RegularExpressions;
using Analytics.Fixtures;

namespace Analytics.Nemesis.Tests.Support;

/// <summary>What no test may do, whichever it is.</summary>
public sealed partial class SourceTests
{
    /// <summary>Waits that are looked through once more after some time, and faults that take time: the only ones there are.</summary>
    private static readonly IReadOnlyList<string> Waiting =
    [
        "Fixtures/Eventually.cs", "Fixtures/RandomMoment.cs", "Fixtures/Network/FaultRule.cs", "TestWorker/ResultHandler.cs",
        "Nemesis.Tests/Support/SourceTests.cs",
    ];

    [Fact]
    public void Tests_NoneOfThem_WaitsForTimeToPass()
    {
        var root = Repository.PathOf("tests");
        var waits = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(root, path), Text: File.ReadAllText(path)))
            .Where(file => !Waiting.Contains(file.Name.Replace('\\', '/')) && !file.Name.Contains("obj", StringComparison.Ordinal))
            .SelectMany(file => Wait().Matches(file.Text).Select(found => $"{file.Name}: {found.Value}"));

        Assert.Empty(waits);
    }

    [Theory]
    [InlineData("await Task.Delay(50, Stop);", true)]
    [InlineData("await Task.Delay(TimeSpan.FromSeconds(1));", true)]
    [InlineData("Thread.Sleep(5);", true)]
    [InlineData("await Task.Delay(Timeout.InfiniteTimeSpan, token);", false)]
    [InlineData("await Task.Delay(limit, time, token);", false)]
    public void Wait_OfAnyKind_IsFound(string line, bool isFound) => Assert.Equal(isFound, Wait().IsMatch(line));

    // One that waits to be cancelled waits for a state, and one with a clock of the test's own takes no time.
    [GeneratedRegex(@"Task\.Delay\((?!Timeout\.InfiniteTimeSpan)[^,;]*(,[^,;]*)?\);|Thread\.Sleep\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wait();
}
