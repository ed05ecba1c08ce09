using Analytics.Database;
using Analytics.EmbeddedPostgres;
using Analytics.Fixtures;
using Analytics.Fixtures.Network;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>A PostgreSQL, two stores, and the services as processes: what the nemesis is set upon.</summary>
internal sealed class Platform : IAsyncDisposable
{
    /// <summary>Keeps each change of a run into an end: a run that ends twice shows there alone.</summary>
    private const string Audit =
        """
        create schema nemesis;
        create table nemesis.run_end (id bigint generated always as identity, run_id bigint not null, state text not null);
        create function nemesis.note_end() returns trigger language plpgsql as $$
        begin
            insert into nemesis.run_end (run_id, state) values (new.id, new.state);
            return null;
        end $$;
        create trigger note_end after update of state on platform.run for each row
            when (new.state in ('succeeded', 'failed', 'cancelled')) execute function nemesis.note_end();
        """;

    private readonly ScratchFolder _folder;

    private Platform(ScratchFolder folder, EmbeddedPostgresServer server, INemesisStores stores, bool withSpark)
    {
        _folder = folder;
        (Server, Stores) = (server, stores);
        Database = NpgsqlDataSource.Create(server.ConnectionString);
        NemesisCatalogue.Write(Catalogue);
        var emr = withSpark ? $"http://127.0.0.1:{FreePorts.Take()}" : null;
        var settings = Settings(emr);
        Api = new Node("api", Programs.Of("Api"), settings, $"http://127.0.0.1:{FreePorts.Take()}");
        Emr = emr is null ? null : new Node("local-emr", Programs.Of("LocalEmr"), EmrSettings(), emr);
        Nodes =
        [
            .. Enumerable.Range(1, 2).Select(n => new Node($"ingestor-{n}", Programs.Of("Ingestor"), settings, null)),
            .. Enumerable.Range(1, 2).Select(n => new Node($"processor-{n}", Programs.Of("Processor"), settings, null)),
            Api,
            .. Emr is null ? (Node[])[] : [Emr],
        ];
        Client = new HttpClient { BaseAddress = new Uri(Api.Address ?? ""), Timeout = TimeSpan.FromSeconds(10) };
    }

    public EmbeddedPostgresServer Server { get; }

    /// <summary>One fault of the database at a time.</summary>
    public SemaphoreSlim DatabaseTurn { get; } = new(1, 1);

    public INemesisStores Stores { get; }

    public NpgsqlDataSource Database { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public Node Api { get; }

    /// <summary>Null where there is no Spark.</summary>
    public Node? Emr { get; }

    public HttpClient Client { get; }

    public string Catalogue => _folder.File("catalog");

    /// <summary>Where runs and ingestions work; empty once all have stopped.</summary>
    public IReadOnlyList<string> ScratchPaths => [_folder.File("runs"), _folder.File("ingest")];

    public IReadOnlyList<int> ChildrenOfEngines => [.. Children.In(_folder.File("runs")), .. Children.In(_folder.File("emr"))];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="which">Only some of the services; all where it is null.</param>
    public static async Task<Platform> StartAsync(
        ScratchFolder folder, INemesisStores stores, bool withSpark, Func<Node, bool>? which = null)
    {
        var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = folder.File("postgres"), MaxConnections = 200, SharedBuffersMegabytes = 64 }, Stop);
        var platform = new Platform(folder, server, stores, withSpark);
        await new Migrations(
            Options.Create(new DatabaseOptions { ConnectionString = server.ConnectionString }), platform.Database, TimeProvider.System,
            NullLogger<Migrations>.Instance).ApplyAsync(Stop);
        await using var audit = platform.Database.CreateCommand(Audit);
        await audit.ExecuteNonQueryAsync(Stop);
        foreach (var node in platform.Nodes.Where(which ?? (_ => true)))
        {
            node.Start();
        }

        return platform;
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop) is T value ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        DatabaseTurn.Dispose();
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Database.DisposeAsync();
        await Server.DisposeAsync();
        await Stores.DisposeAsync();
    }

    private Dictionary<string, string> Settings(string? emr) => new(Stores.Settings, StringComparer.Ordinal)
    {
        ["ConnectionStrings__analytics"] = Server.ConnectionString,
        ["Database__Migrate"] = "false",
        ["Catalogue__Path"] = Catalogue,
        ["Catalogue__ReloadInterval"] = "00:00:02",
        ["Ingest__ScratchPath"] = _folder.File("ingest"),
        ["Ingest__SettleTime"] = "00:00:00.2",
        ["Ingest__ListingInterval"] = "00:00:05",
        ["Ingest__NoSpaceDelay"] = "00:00:01",
        ["Retention__Interval"] = "00:00:05",
        ["Retention__OrphanGrace"] = "00:01:00",
        ["Processor__ScratchPath"] = _folder.File("runs"),
        ["Processor__TriggerInterval"] = "00:00:02",
        ["Processor__BusyDelay"] = "00:00:00.2",
        ["Processor__LongestBackoff"] = "00:00:05",
        ["Processor__OutputGrace"] = "00:01:00",
        ["Processor__MaintenanceInterval"] = "00:00:05",
        ["Emr__Endpoint"] = emr ?? "",
        ["Emr__PollInterval"] = "00:00:00.5",
        ["Emr__LogPatience"] = "00:00:05",
        ["Work__Lease"] = "00:00:05",
        ["Work__RenewInterval"] = "00:00:01",
        ["Work__RescueInterval"] = "00:00:00.5",
        ["Work__PollInterval"] = "00:00:01",
        ["Work__StopGrace"] = "00:00:05",
        ["Work__RetryDelay"] = "00:00:00.5",
        ["Work__LongestRetryDelay"] = "00:00:05",
        // Faults come a hundred times as often as they do elsewhere: what they cost in attempts says nothing of a file.
        ["Work__MaxAttempts"] = "100",
    };

    private Dictionary<string, string> EmrSettings() => new(StringComparer.Ordinal)
    {
        ["LocalEmr__DataPath"] = _folder.File("emr"),
        ["LocalEmr__BootTime"] = "00:00:00.1",
        ["LocalEmr__LogInterval"] = "00:00:01",
        ["LocalEmr__CancelGrace"] = "00:00:02",
    };
}
