using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Tabular.Conversion;

namespace Analytics.Datasets.Tests;

public sealed class CommitTogetherTests(PostgresFixture postgres)
{
    [Fact]
    public async Task CommitTogether_NewObjects_ShareOneVersion()
    {
        await using var bench = await Setup();
        var pending = new List<PendingCommit>
        {
            await PendingAsync(bench, "a.csv", rows: 10), await PendingAsync(bench, "b.csv", rows: 5, quarantined: 2),
            await PendingAsync(bench, "c.csv", rows: 7),
        };

        var results = await CommitAsync(bench, pending);

        Assert.Equal(pending.Select(one => one.Item.Id).Order(), results.Keys.Order());
        Assert.All(results.Values, result => Assert.Equal(new CommitResult(CommitOutcome.Committed, 1), result));
        var summary = await bench.SummaryAsync();
        Assert.Equal((1, 22, 3, 2), (summary.CurrentVersion, summary.Rows, summary.Files, summary.RowsQuarantined));
        Assert.Equal(3, (await bench.Reads.FindVersionAsync(DatasetBench.Dataset, 1, DatasetBench.Stop))!.Objects);
        Assert.Equal(3, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item where queue = 'ingest' and state = 'done'"));
        Assert.Equal(3, await bench.Database.ScalarAsync<long>("select count(*) from platform.raw_object where state = 'committed'"));
        Assert.Equal(3, await bench.Database.ScalarAsync<long>("select count(distinct (raw_object_id, ingestion_id)) from platform.dataset_file"));
        Assert.Equal(1, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item where queue = 'publish' and (payload ->> 'version')::int > 0"));
        Assert.Equal(
            "b.csv", await bench.Database.ScalarAsync<string>(
                """
                select right(o.key, 5) from platform.quarantine_summary s
                join platform.ingestion i on i.id = s.ingestion_id join platform.raw_object o on o.id = i.raw_object_id
                """));
    }

    [Fact]
    public async Task CommitTogether_ObjectCommittedSo_IsReplacedAloneLater()
    {
        await using var bench = await Setup();
        await CommitAsync(bench, [await PendingAsync(bench, "a.csv", rows: 10), await PendingAsync(bench, "b.csv", rows: 5)]);

        await bench.IngestAsync("incoming/flights/a.csv", "newer", rows: 3);

        Assert.Equal([5, 3], await bench.RowsOfVersionAsync(2));
        Assert.Equal([10, 5], await bench.RowsOfVersionAsync(1));
    }

    [Fact]
    public async Task CommitTogether_NotPlain_IsLeftToACommitOfItsOwn()
    {
        await using var bench = await Setup();
        await bench.IngestAsync("incoming/flights/a.csv", "first", rows: 10);
        var replacing = await PendingAsync(bench, "a.csv", rows: 4);
        var (plain, other) = (await PendingAsync(bench, "b.csv", rows: 5), await PendingAsync(bench, "c.csv", rows: 6));
        var sameBytes = await PendingAsync(bench, "d.csv", rows: 5, sha256: plain.Outcome.Sha256);
        var rejected = await PendingAsync(bench, "e.csv", rows: 0, fault: new FileFault("csv.header", "No header.", "Add one."));
        var underAnother = await PendingAsync(bench, "f.csv", rows: 8, contract: 2);

        var results = await CommitAsync(bench, [replacing, plain, other, sameBytes, rejected, underAnother]);

        Assert.Equal([plain.Item.Id, other.Item.Id], results.Keys.Order());
        Assert.Equal([10, 5, 6], await bench.RowsOfVersionAsync(2));
        foreach (var left in (PendingCommit[])[replacing, sameBytes, rejected, underAnother])
        {
            await bench.Get<DatasetCommit>().CommitAsync(left.Outcome, left.Item, DatasetBench.Stop);
        }

        Assert.Equal([4, 5, 5, 6, 8], (await bench.RowsOfVersionAsync(5)).Order());
    }

    [Fact]
    public async Task CommitTogether_LeaseOfOneIsLost_LeavesThatOneOut()
    {
        await using var bench = await Setup();
        var pending = new List<PendingCommit>
        {
            await PendingAsync(bench, "a.csv", rows: 10), await PendingAsync(bench, "b.csv", rows: 5), await PendingAsync(bench, "c.csv", rows: 7),
        };
        await bench.Database.ExecuteAsync($"update platform.work_item set attempt = 2 where id = {pending[1].Item.Id}");

        var results = await CommitAsync(bench, pending);

        Assert.Equal([pending[0].Item.Id, pending[2].Item.Id], results.Keys.Order());
        Assert.Equal([10, 7], await bench.RowsOfVersionAsync(1));
        Assert.Equal("running", await bench.Database.ScalarAsync<string>($"select state from platform.work_item where id = {pending[1].Item.Id}"));
    }

    [Fact]
    public async Task CommitTogether_CommittedBefore_ChangesNothing()
    {
        await using var bench = await Setup();
        List<PendingCommit> pending = [await PendingAsync(bench, "a.csv", rows: 10), await PendingAsync(bench, "b.csv", rows: 5)];
        await CommitAsync(bench, pending);

        Assert.Empty(await CommitAsync(bench, pending));
        Assert.Equal(1, (await bench.SummaryAsync()).CurrentVersion);
    }

    private async Task<DatasetBench> Setup()
    {
        var bench = await DatasetBench.CreateAsync(postgres);
        await bench.RegisterAsync();
        return bench;
    }

    private static Task<IReadOnlyDictionary<long, CommitResult>> CommitAsync(DatasetBench bench, IReadOnlyList<PendingCommit> pending) =>
        bench.Get<DatasetCommit>().CommitTogetherAsync(pending, DatasetBench.Stop);

    private static async Task<PendingCommit> PendingAsync(
        DatasetBench bench, string name, long rows, long quarantined = 0, int contract = 1, FileFault? fault = null, string? sha256 = null)
    {
        Assert.NotNull(await bench.LandAsync($"incoming/flights/{name}", $"bytes of {name} with {rows} rows"));
        var item = await bench.ClaimAsync();
        Assert.Equal(DatasetBench.Dataset, item.BatchKey);
        var outcome = await bench.OutcomeAsync(item, rows, quarantined, contract, fault);
        return new PendingCommit(outcome with { Sha256 = sha256 ?? $"of {name} {rows}" }, item);
    }
}
