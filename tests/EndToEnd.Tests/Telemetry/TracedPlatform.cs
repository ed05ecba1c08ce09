using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;

namespace Analytics.EndToEnd.Tests.Telemetry;

/// <summary>
/// Ingestor, Processor and Api, each a process of its own, over one database, that tell one collector. One file has landed, and the job
/// that it starts has run.
/// </summary>
public sealed class TracedPlatform(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScratchFolder _folder = new();
    private readonly List<ServiceProcess> _services = [];
    private TestDatabase? _database;
    private OtlpCollector? _collector;
    private OtlpSpan? _first;

    public OtlpCollector Collector => _collector ?? throw new InvalidOperationException("Not started yet.");

    public TestDatabase Database => _database ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>The span of the run that the file started.</summary>
    public OtlpSpan First => _first ?? throw new InvalidOperationException("Not started yet.");

    public int Processor => _services[1].Id;

    public HttpClient Api => _services[2].Client;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        _collector = await OtlpCollector.StartAsync();
        var settings = Settings();
        var started = Build.Services.Select(assembly => ServiceProcess.StartAsync(assembly, settings)).ToArray();
        _services.AddRange(await Task.WhenAll(started));
        Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        _first = await SpanAsync("of the first run", span => span.Name == "run sales");
    }

    /// <summary>Puts a file into the raw store by renaming it into place.</summary>
    private void Land(string key, string content)
    {
        var path = Path.Combine(_folder.File("raw"), key);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        File.WriteAllText(path + ".part", content);
        File.Move(path + ".part", path);
    }

    /// <summary>Waits for a span that fits and gives the first.</summary>
    public Task<OtlpSpan> SpanAsync(string what, Func<OtlpSpan, bool> fits) => Eventually.ValueAsync(
        () => Task.FromResult(Collector.Spans.FirstOrDefault(fits)), Patience, $"a span {what}");

    /// <summary>Waits until each of a span's parents has come; gives the names from the trace's first span to it.</summary>
    public async Task<IReadOnlyList<OtlpSpan>> ChainOfAsync(OtlpSpan span)
    {
        var chain = new List<OtlpSpan> { span };
        while (chain[0].ParentId.Length > 0)
        {
            var child = chain[0];
            chain.Insert(0, await SpanAsync($"over '{child.Name}'", parent => parent.Id == child.ParentId));
        }

        return chain;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _folder.Dispose();
    }

    private Dictionary<string, string> Settings() => new(Collector.Environment, StringComparer.Ordinal)
    {
        ["ConnectionStrings__analytics"] = Database.ConnectionString,
        ["Storage__RawPath"] = Directory.CreateDirectory(_folder.File("raw")).FullName,
        ["Storage__ProcessedPath"] = Directory.CreateDirectory(_folder.File("processed")).FullName,
        ["Catalogue__Path"] = ShopCatalogue.WriteTo(_folder.File("catalog")),
        ["Ingest__ScratchPath"] = _folder.File("ingest"),
        ["Processor__ScratchPath"] = _folder.File("runs"),
        // The commit's own event starts the job; looking for what no event told of is not to come before it.
        ["Processor__TriggerInterval"] = "00:01:00",
        ["Ingest__SettleTime"] = "00:00:00.2",
    };
}
