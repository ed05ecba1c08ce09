using System.IO.Compression;
using System.Text;

using Analytics.Fixtures;
using Analytics.Ingestor;
using Analytics.Processor;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Analytics.Api.Tests.Support;

/// <summary>
/// The Api over what the real Ingestor and Processor made of four files: a good one with a broken record, one under a hostile name, one
/// cut off, and one that no contract claims. Each service has the rights of its own database role and no others. Started once for all tests; they add to it and change nothing that another one reads.
/// </summary>
public sealed class LivePlatform : IAsyncLifetime
{
    public const string Csv = "origin,day,delay\nOSL,2001-01-01,10\nBGO,2001-01-02,-5\nOSL,2001-01-03,20\nTRD,2001-01-04,late\n";

    public const string HostileName = "<img src=x onerror=alert(1)>.csv";

    private readonly PostgresFixture _postgres = new();
    private readonly ScratchFolder _folder = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private TestDatabase? _database;
    private readonly List<IHost> _workers = [];
    private ApiFactory? _api;

    internal ApiFactory Api => _api ?? throw new InvalidOperationException("Ask for a client first.");

    internal TestDatabase Database => _database ?? throw new InvalidOperationException("Ask for a client first.");

    public ValueTask InitializeAsync() => _postgres.InitializeAsync();

    /// <summary>A database beside its own, for a test that breaks it.</summary>
    internal Task<TestDatabase> AnotherDatabaseAsync() => _postgres.CreateDatabaseAsync();

    public async Task<HttpClient> ClientAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_api is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _starting.Release();
        }

        return Api.CreateClient(new() { AllowAutoRedirect = false });
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        foreach (var worker in _workers)
        {
            await worker.StopAsync();
            worker.Dispose();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        _starting.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        var database = _database = await _postgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Storage:RawPath"] = Directory.CreateDirectory(_folder.File("raw")).FullName,
            ["Storage:ProcessedPath"] = Directory.CreateDirectory(_folder.File("processed")).FullName,
            ["Catalogue:Path"] = SampleCatalogue.Write(_folder.File("catalog")),
        };
        Land("flights/a.csv", Encoding.UTF8.GetBytes(Csv));
        await StartAsync(settings, database.SettingsOf(ServiceRole.Ingestor), builder => builder.AddIngestor());

        // Files that are due together would share a version; these are to have one each.
        await Eventually.TrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from platform.raw_object where state = 'committed'") == 1,
            TimeSpan.FromSeconds(60));
        Land($"flights/{HostileName}", "origin,day,delay\nSVG,2001-01-05,1\n"u8.ToArray());
        Land("flights/cut.csv.gz", CutOff(Csv));
        Land("unheard-of/x.csv", "a\n1\n"u8.ToArray());
        await StartAsync(settings, database.SettingsOf(ServiceRole.Processor), builder => builder.AddProcessor());
        await Eventually.TrueAsync(
            async () => await database.ScalarAsync<bool>(
                """
                select (select count(*) from platform.raw_object where state in ('landed', 'reading')) = 0
                    and (select count(*) from platform.raw_object) >= 4
                    and (select count(*) from platform.run where state in ('queued', 'running')) = 0
                    and (select count(*) from platform.run where state = 'succeeded') > 0
                """),
            TimeSpan.FromSeconds(90));
        _api = new ApiFactory(settings.Concat(database.SettingsOf(ServiceRole.Api)).ToDictionary());
    }

    private async Task StartAsync(
        IEnumerable<KeyValuePair<string, string?>> settings,
        IEnumerable<KeyValuePair<string, string?>> connection,
        Action<HostApplicationBuilder> add)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Concat(connection));
        add(builder);
        var host = builder.Build();
        _workers.Add(host);
        await host.StartAsync();
    }

    private void Land(string key, byte[] content)
    {
        var path = Path.Combine(_folder.File("raw"), "incoming", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private static byte[] CutOff(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray()[..^12];
    }
}
