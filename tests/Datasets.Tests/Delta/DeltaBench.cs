using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Fixtures.Datasets;
using Analytics.Storage;
using DuckDB.NET.Data;

namespace Analytics.Datasets.Tests.Delta;

/// <summary>A dataset, and the log of its table in a store.</summary>
internal sealed class DeltaBench : IAsyncDisposable
{
    public const string Contract = """
        description: Flights
        format: csv
        fields:
          - {name: id, type: int32, description: Number, unit: pieces}
          - {name: at, type: time}
        """;

    private readonly ScratchFolder _scratch = new();

    private DeltaBench(DatasetBench datasets) => Datasets = datasets;

    public DatasetBench Datasets { get; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<DeltaBench> CreateAsync(PostgresFixture postgres, string contract = Contract)
    {
        var bench = new DeltaBench(await DatasetBench.CreateAsync(postgres));
        await bench.Datasets.RegisterAsync(contract);
        return bench;
    }

    /// <summary>Makes a version of a file with so many rows.</summary>
    public Task<CommitResult> IngestAsync(string name, long rows) =>
        Datasets.IngestAsync($"incoming/flights/{name}", $"{name} {rows} {Guid.NewGuid()}", rows);

    public Task<PublishResult> PublishAsync(long version, IObjectStore? store = null) =>
        Publisher(store).PublishAsync(DatasetBench.Dataset, version, _scratch.Path, Stop);

    public DeltaPublisher Publisher(IObjectStore? store = null) =>
        new(Datasets.Database.DataSource, Datasets.Get<ContractRegistry>(), store ?? Datasets.Processed);

    /// <summary>Names in the log.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(IObjectStore? store = null)
    {
        var names = new List<string>();
        await foreach (var entry in (store ?? Datasets.Processed).ListAsync(DeltaKeys.Log(DatasetBench.Dataset), Stop))
        {
            names.Add(entry.Key.Value[DeltaKeys.Log(DatasetBench.Dataset).Length..]);
        }

        return names;
    }

    /// <summary>A commit as it lies there, with names in the place of what is another in each run.</summary>
    public async Task<string> CommitAsync(long version, IObjectStore? store = null)
    {
        var text = new StringBuilder(await ReadAsync(DeltaKeys.Commit(DatasetBench.Dataset, version), store));
        for (var at = 0; at <= (await Datasets.SummaryAsync()).CurrentVersion; at++)
        {
            var committed = await Datasets.Database.ScalarAsync<long>(
                "select floor(extract(epoch from committed_at) * 1000)::bigint from platform.dataset_version where version = $1", (long)at);
            text.Replace(committed.ToString(CultureInfo.InvariantCulture), $"<time of {at}>");
        }

        var created = await Datasets.Database.ScalarAsync<long>(
            "select floor(extract(epoch from created_at) * 1000)::bigint from platform.dataset");
        return text
            .Replace($"\"createdTime\":{created.ToString(CultureInfo.InvariantCulture)}", "\"createdTime\":<creation>")
            .Replace(await IdAsync(), "<id>").ToString();
    }

    public async Task<string> ReadAsync(ObjectKey key, IObjectStore? store = null)
    {
        store ??= Datasets.Processed;
        var entry = await store.FindAsync(key, Stop) ?? throw new InvalidOperationException($"There is no '{key}'.");
        await using var stream = await store.OpenReadAsync(key, entry.Etag, null, Stop);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }

    /// <summary>The first row of a query over a checkpoint named <c>c</c>, as text.</summary>
    public async Task<string> CheckpointAsync(long version, string select)
    {
        var path = await Datasets.Processed.FetchAsync(DeltaKeys.Checkpoint(DatasetBench.Dataset, version), _scratch.Path, Stop);
        Assert.NotNull(path);
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = $"WITH c AS (FROM read_parquet('{path}')) SELECT ({select})::VARCHAR";
        return (string)(await command.ExecuteScalarAsync(Stop) ?? "");
    }

    public async ValueTask DisposeAsync()
    {
        await Datasets.DisposeAsync();
        _scratch.Dispose();
    }

    private async Task<string> IdAsync()
    {
        foreach (var line in (await ReadAsync(DeltaKeys.Commit(DatasetBench.Dataset, await FirstAsync()))).Split('\n'))
        {
            using var action = JsonDocument.Parse(line);
            if (action.RootElement.TryGetProperty("metaData", out var metadata))
            {
                return metadata.GetProperty("id").GetString() ?? "";
            }
        }

        throw new InvalidOperationException("The first commit has no metaData.");
    }

    private async Task<long> FirstAsync() =>
        long.Parse((await LogAsync())[0].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture);
}
