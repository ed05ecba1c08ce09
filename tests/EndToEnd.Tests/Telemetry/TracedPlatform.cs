using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;

namespace Analytics.EndToEnd.Tests.Telemetry;

/// <summary>Ingestor, Processor and Api, each a process of its own, over one database, that tell one collector.</summary>
internal sealed class TracedPlatform : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScratchFolder _folder = new();
    private readonly List<ServiceProcess> _services = [];
    private readonly TestDatabase _database;

    private TracedPlatform(TestDatabase database, OtlpCollector collector)
    {
        _database = database;
        Collector = collector;
    }

    public OtlpCollector Collector { get; }

    public TestDatabase Database => _database;

    public int Processor => _services[1].Id;

    public HttpClient Api => _services[2].Client;

    public static async Task<TracedPlatform> StartAsync(PostgresFixture postgres)
    {
        var platform = new TracedPlatform(await postgres.CreateDatabaseAsync(), await OtlpCollector.StartAsync());
        var settings = platform.Settings();
        var started = Build.Services.Select(assembly => ServiceProcess.StartAsync(assembly, settings)).ToArray();
        platform._services.AddRange(await Task.WhenAll(started));
        return platform;
    }

    /// <summary>Puts a file into the raw store by renaming it into place.</summary>
    public void Land(string key, string content)
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

        await Collector.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private Dictionary<string, string> Settings() => new(Collector.Environment, StringComparer.Ordinal)
    {
        ["ConnectionStrings__analytics"] = _database.ConnectionString,
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
