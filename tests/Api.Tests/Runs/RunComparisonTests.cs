using Analytics.Api.Runs;
using Analytics.Runs;

namespace Analytics.Api.Tests.Runs;

public sealed class RunComparisonTests
{
    [Fact]
    public void Of_RunsThatDiffer_NamesRowsInputsParametersAndScript()
    {
        var comparison = RunComparison.Of(
            Run(7, 1_200, "select 2", new() { ["least"] = "5", ["new"] = "a" }, new() { ["flights"] = 4 }),
            Run(3, 900, "select 1", new() { ["least"] = "1" }, new() { ["flights"] = 2, ["gone"] = 1 }));

        Assert.Equal(3, comparison.Previous);
        Assert.Equal(
            [
                new("rows", "900", "1,200"), new("input flights", "version 2", "version 4"), new("input gone", "version 1", null),
                new("parameter $least", "1", "5"), new("parameter $new", null, "a"), new("script", "", "changed"),
            ],
            comparison.Changes);
    }

    [Fact]
    public void Of_EqualRuns_NamesNothing() => Assert.Empty(RunComparison.Of(Run(2), Run(1)).Changes);

    private static RunItem Run(
        long id, long rows = 1, string script = "select 1", Dictionary<string, string?>? parameters = null,
        Dictionary<string, long>? inputs = null)
    {
        var summary = new RunSummary(
            id, "job", RunStates.Succeeded, RunTriggers.Manual, null, 1, 1, default, null, null, null, rows, null, null, null, null);
        return new RunItem(
            summary, "sql", script, "table", "replace", parameters ?? [], new Dictionary<string, string?>(), inputs, null, null, null, null,
            null, null, null, null, null, null, null);
    }
}
