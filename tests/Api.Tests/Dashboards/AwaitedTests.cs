using System.Collections.Frozen;

using Analytics.Api.Dashboards;
using Analytics.Catalogue;
using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Api.Tests.Dashboards;

public sealed class AwaitedTests
{
    private static readonly ChartDefinition Chart = new() { Id = "c", Title = "C", Kind = ChartKind.Bar, Job = "j", Query = "select 1" };

    private static readonly EngineAvailability Complete = new([]);

    [Theory]
    [InlineData("queued", "Run 3 of j is queued.")]
    [InlineData("running", "Run 3 of j is in progress.")]
    [InlineData("failed", "The last run of j (run 3) failed: No memory.")]
    [InlineData("cancelled", "The job j has no result yet. Start it on the page of runs.")]
    [InlineData("succeeded", "The job j has no result yet. Start it on the page of runs.")]
    [InlineData(null, "The job j has no result yet. Start it on the page of runs.")]
    public void Of_LastRun_SaysWhatHappensNext(string? state, string expected) =>
        Assert.Equal(expected, Awaited.Of(Chart, Catalogue(), Complete, state is null ? null : Run(state)));

    [Fact]
    public void Of_JobWithInputsThatTriggerIt_NamesThem() =>
        Assert.Equal("The job j runs when new data of a or b arrives.", Awaited.Of(Chart, Catalogue("a", "b"), Complete, null));

    [Fact]
    public void Of_NoSuchJob_SaysSo() =>
        Assert.StartsWith("The catalogue has no valid job 'j'", Awaited.Of(Chart, CatalogueSnapshot.Empty, Complete, null));

    [Theory]
    [InlineData("failed", "The job j cannot run here. Set SPARK_HOME.")]
    [InlineData(null, "The job j cannot run here. Set SPARK_HOME.")]
    [InlineData("running", "Run 3 of j is in progress.")]
    public void Of_JobThatCannotRunHere_SaysWhatIsMissing(string? state, string expected) => Assert.Equal(
        expected,
        Awaited.Of(
            Chart, OfKind("hive"), new EngineAvailability([new UnavailableEngine("hive", "Set SPARK_HOME.")]), state is null ? null : Run(state)));

    private static CatalogueSnapshot Catalogue(params string[] on) => OfKind("sql", on);

    private static CatalogueSnapshot OfKind(string kind, params string[] on) => CatalogueSnapshot.Empty with
    {
        Jobs = new Dictionary<string, JobDefinition>
        {
            ["j"] = new()
            {
                Name = "j",
                Kind = kind,
                ScriptFile = "j.sql",
                Script = "select 1",
                Inputs = [],
                Output = new("t", [], [], LoadMode.Replace),
                Triggers = new JobTriggers { On = on },
            },
        }.ToFrozenDictionary(),
    };

    private static RunSummary Run(string state) => new(
        3, "j", state, "manual", null, 1, 3, DateTime.UnixEpoch, null, null, null, null, null, null, null, "No memory.");
}
