using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Tests.Poison;
using Analytics.Ingestor.Tests.Support;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(PoisonHost))]

namespace Analytics.Ingestor.Tests.Poison;

/// <summary>One Ingestor that all poison files go through: that each gets its outcome shows too that none harmed the next.</summary>
public sealed class PoisonHost : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private IngestorBench? _bench;
    private IHost? _host;

    internal IngestorBench Bench => _bench ?? throw new InvalidOperationException("Start it first.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Lands a file and gives its outcome: committed or rejected, at the first attempt.</summary>
    internal async Task<RawObjectDetail> JudgeAsync(string key, byte[] content)
    {
        var bench = await StartAsync();
        await bench.LandAsync(key, content);
        var detail = await bench.WaitForAsync(key, RawObjectStates.Committed, RawObjectStates.Rejected, RawObjectStates.Failed);
        Assert.NotEqual(RawObjectStates.Failed, detail.Object.State);
        Assert.Equal(1, await bench.Database.ScalarAsync<int>(
            "select attempt from platform.work_item where queue = 'ingest' and unique_key = $1", detail.Object.Id.ToString()));
        return detail;
    }

    public async ValueTask DisposeAsync()
    {
        if (_bench is not null)
        {
            await _bench.DisposeAsync();
        }

        _host?.Dispose();
        await _postgres.DisposeAsync();
        _starting.Dispose();
    }

    private async Task<IngestorBench> StartAsync()
    {
        await _starting.WaitAsync(IngestorBench.Stop);
        try
        {
            if (_bench is null)
            {
                var bench = await IngestorBench.CreateAsync(_postgres);
                bench.WriteContract("wide", "format: csv\nfields: [{name: c0, type: string}]\nunknownFields: ignore\n");
                bench.WriteContract("events", Json("ndjson"));
                bench.WriteContract("lists", Json("json"));
                bench.WriteContract("columns", Json("parquet"));
                _host = await bench.StartAsync();
                _bench = bench;
            }

            return _bench;
        }
        finally
        {
            _starting.Release();
        }
    }

    private static string Json(string format) =>
        IngestorBench.SalesContract.Replace("format: csv", $"format: {format}", StringComparison.Ordinal);
}
