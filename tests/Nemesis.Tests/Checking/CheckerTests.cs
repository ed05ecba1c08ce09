using Analytics.Runs;

namespace Analytics.Nemesis.Tests.Checking;

/// <summary>The checker finds what it is there for: each test breaks one promise of a state that keeps all of them.</summary>
public sealed class CheckerTests
{
    private const string Data = "datasets/orders/data/1-1-a/part-00000.parquet";
    private const string Quarantine = "quarantine/orders/1-1-a/part-00000.parquet";
    private const string Output = "results/journal/1/attempt-1/part-00000.parquet";

    private static readonly LandedFile File = LandedFile.Ordinary("incoming/orders/a.csv", 1, 60, new Random(1));

    private static readonly int Kept = File.KeptUnder(NemesisContract.First).Count();

    [Fact]
    public void Check_AllIsKept_FindsNothing() => Assert.Empty(Checker.Check(Asked(), Whole()));

    [Fact]
    public void Check_RowTwice_IsFound() => AssertFound("rows are there twice", state => state with { RowIds = [.. state.RowIds, 1] });

    [Fact]
    public void Check_RowLost_IsFound() => AssertFound("rows are lost", state => state with { RowIds = [.. state.RowIds.Skip(1)] });

    [Fact]
    public void Check_RowOfNoFile_IsFound() =>
        AssertFound("rows are there that should not be", state => state with { RowIds = [.. state.RowIds, 99_999] });

    [Theory]
    [InlineData(Data)]
    [InlineData(Quarantine)]
    [InlineData(Output)]
    public void Check_FileMissing_IsFound(string key) =>
        AssertFound($"rows name files that are not there: {key}", state => state with { StoredKeys = [.. state.StoredKeys.Where(stored => stored != key)] });

    [Theory]
    [InlineData("datasets/orders/data/1-2-b/part-00000.parquet")]
    [InlineData("quarantine/orders/1-2-b/part-00000.parquet")]
    [InlineData("results/journal/1/attempt-2/part-00000.parquet")]
    public void Check_FileThatNoRowNames_IsFound(string key) =>
        AssertFound($"files are there that no row names: {key}", state => state with { StoredKeys = [.. state.StoredKeys, key] });

    [Fact]
    public void Check_LandingWithoutOutcome_IsFound() =>
        AssertFound("was handed in and has no outcome", state => state with { Ingestions = [] });

    [Fact]
    public void Check_LandingCommittedTwice_IsFound() => AssertFound(
        "2 outcomes of one file",
        state => state with { Ingestions = [.. state.Ingestions, state.Ingestions[0] with { Id = 2, ContractVersion = 2, Version = 2 }] });

    [Fact]
    public void Check_RecordUncounted_IsFound() => AssertFound(
        $"handed in were {File.Records}", state => state with { Ingestions = [state.Ingestions[0] with { Records = 59, RowsKept = Kept - 1 }] });

    [Fact]
    public void Check_ObjectStillBeingRead_IsFound() =>
        AssertFound("is still reading", state => state with { Objects = [state.Objects[0] with { State = "reading" }] });

    [Fact]
    public void Check_VersionWithOtherTotals_IsFound() => AssertFound(
        "Version 1 says", state => state with { Versions = [state.Versions[0], state.Versions[1] with { Rows = 1 }] });

    [Fact]
    public void Check_DeltaLogBehind_IsFound() =>
        AssertFound("The Delta log has 1 commits", state => state with { DeltaVersions = [state.DeltaVersions[0]] });

    [Fact]
    public void Check_DeltaLogWithAnotherFile_IsFound() =>
        AssertFound("has other files", state => state with { DeltaVersions = [state.DeltaVersions[0], ["datasets/orders/data/x.parquet"]] });

    [Fact]
    public void Check_RunWithTwoEnds_IsFound() => AssertFound(
        "its ends are 'failed, succeeded'", state => state with { RunEnds = [new(1, RunStates.Failed), .. state.RunEnds] });

    [Fact]
    public void Check_RunWithoutEnd_IsFound() => AssertFound(
        "is running", state => state with { Runs = [state.Runs[0] with { State = RunStates.Running }], RunEnds = [] });

    [Fact]
    public void Check_AcceptedRunMissing_IsFound() =>
        AssertFound("Run 1 was accepted and is not there", state => state with { Runs = [], RunEnds = [] });

    [Fact]
    public void Check_ResultLoadedTwice_IsFound() =>
        AssertFound("2 rows of run 1", state => state with { Results = [state.Results[0] with { Rows = 2 }] });

    [Fact]
    public void Check_ResultOfHalfAVersion_IsFound() =>
        AssertFound("counted 1 rows in version 1", state => state with { Results = [state.Results[0] with { Orders = 1 }] });

    [Fact]
    public void Check_RowsOfARunThatLoadedNothing_IsFound() =>
        AssertFound("which loaded nothing", state => state with { Results = [.. state.Results, new(7, "journal", 1, 1)] });

    [Fact]
    public void Check_RollbackForgotten_IsFound()
    {
        var model = Asked();
        model.Rollback(1);
        Assert.Contains(Checker.Check(model, Whole()), fault => fault.Contains("was to be rolled back and stands", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ReplayForgotten_IsFound()
    {
        var model = Asked();
        model.Replay(1);
        Assert.Contains(Checker.Check(model, Whole()), fault => fault.Contains("was to be replayed and never was", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_TriggerLost_IsFound() => AssertFound(
        "No run was triggered for version 1", state => state with { Runs = [state.Runs[0] with { TriggeredBy = RunTriggers.Manual }] });

    [Fact]
    public void Check_WorkLeft_IsFound() => AssertFound("Work is left", state => state with { OpenWork = ["dead 1 of ingest"] });

    [Fact]
    public void Check_ProcessLeft_IsFound() => AssertFound("Left behind", state => state with { Leftovers = ["process 4711"] });

    private static void AssertFound(string fault, Func<PlatformState, PlatformState> tamper) =>
        Assert.Contains(Checker.Check(Asked(), tamper(Whole())), found => found.Contains(fault, StringComparison.Ordinal));

    private static Model Asked()
    {
        var model = new Model();
        model.Land(File);
        model.Run(1);
        return model;
    }

    private static PlatformState Whole() => new()
    {
        Objects = [new(1, File.Key, "committed")],
        Ingestions = [new(1, 1, "file", null, "committed", 1, File.Sha256, File.Records, Kept, File.Records - Kept, 1, null)],
        Versions = [new(0, 0, 0, 0), new(1, Kept, 1, File.Records - Kept)],
        Files = [new(Data, Kept, 1, null)],
        QuarantineKeys = [Quarantine],
        Runs = [new(1, "journal", RunStates.Succeeded, RunTriggers.Dataset, 1, [Output])],
        RunEnds = [new(1, RunStates.Succeeded)],
        Loads = [new(1, "journal", "append", 1, false)],
        Results = [new(1, "journal", 1, Kept)],
        RowIds = [.. File.KeptUnder(NemesisContract.First)],
        StoredKeys = [Data, Quarantine, Output, "datasets/orders/_delta_log/00000000000000000000.json"],
        DeltaVersions = [[], [Data]],
    };
}
