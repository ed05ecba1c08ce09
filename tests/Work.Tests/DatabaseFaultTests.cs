using System.Collections.Concurrent;

using Analytics.Database;
using Analytics.EmbeddedPostgres;
using Analytics.Fixtures;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Work.Tests;

/// <summary>A server that is killed or restarted under the services: they wait, come back, and nothing acknowledged is lost.</summary>
public sealed class DatabaseFaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServerKilledUnderLoad_EveryAcknowledgedItemIsThereAndRuns()
    {
        using var scratch = new ScratchFolder();
        await using var server = await StartMigratedAsync(scratch);
        await using var host = await WorkHost.StartAsync(server.ConnectionString, Worker(_ => { }));
        var acknowledged = new ConcurrentBag<long>();
        using var enough = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => EnqueueUntilAsync(host.Queue, acknowledged, enough.Token)).ToList();

        await Eventually.TrueAsync(() => acknowledged.Count > 200);
        var killed = server.ProcessId;
        await Signal.SendAsync(killed, "KILL");
        await Eventually.TrueAsync(() => server.ProcessId != killed);
        var before = acknowledged.Count;
        await Eventually.TrueAsync(() => acknowledged.Count > before + 100);
        await enough.CancelAsync();
        await Task.WhenAll(load);

        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await using var missing = dataSource.CreateCommand(
            "select count(*) from unnest($1) as acknowledged (id) where not exists (select from platform.work_item i where i.id = acknowledged.id)");
        missing.Parameters.Add(new() { Value = acknowledged.ToArray() });
        Assert.Equal(0L, await missing.ExecuteScalarAsync(Token));
        await using var unfinished = dataSource.CreateCommand("select count(*) from platform.work_item where state <> 'done'");
        await Eventually.TrueAsync(async () => await unfinished.ExecuteScalarAsync(Token) is 0L, Limit);
    }

    [Fact]
    public async Task ServerRestarted_ListenerSubscribesAgainAndFindsWhatCameInBetween()
    {
        using var scratch = new ScratchFolder();
        await using var server = await StartMigratedAsync(scratch);
        var idle = new TaskCompletionSource();
        var started = new TaskCompletionSource<WorkItem>();
        var subscriptions = 0;
        var signals = new WorkSignals
        {
            Idle = _ => idle.TrySetResult(),
            Listening = () =>
            {
                // Before anybody is woken by the new subscription, and without a notification of its own.
                if (Interlocked.Increment(ref subscriptions) == 2)
                {
                    InsertSilently(server.ConnectionString);
                }
            },
        };
        await using var host = await WorkHost.StartAsync(
            server.ConnectionString,
            Worker(item => started.TrySetResult(item)),
            signals,
            new() { ["Work:PollInterval"] = "01:00:00" });
        await idle.Task.WaitAsync(Limit, Token);
        await Eventually.TrueAsync(() => Volatile.Read(ref subscriptions) == 1);

        await Signal.SendAsync(server.ProcessId, "INT");

        await started.Task.WaitAsync(Limit, Token);
        Assert.Equal(2, subscriptions);
    }

    private static void InsertSilently(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var insert = new NpgsqlCommand("insert into platform.work_item (queue, payload, max_attempts) values ('test', '1', 1)", connection);
        insert.ExecuteNonQuery();
    }

    private static async Task EnqueueUntilAsync(WorkQueue queue, ConcurrentBag<long> acknowledged, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            // While the server is away nothing is acknowledged.
            if (await Transient.RetryAsync(token => queue.EnqueueAsync("test", 1, null, token), TimeProvider.System, Limit, Token) is { } id)
            {
                acknowledged.Add(id);
            }
        }
    }

    private static async Task<EmbeddedPostgresServer> StartMigratedAsync(ScratchFolder scratch)
    {
        var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = scratch.File("data"), SharedBuffersMegabytes = 32 }, Token);
        var options = Options.Create(new DatabaseOptions { ConnectionString = server.ConnectionString });
        await using var dataSource = NpgsqlDataSource.Create(server.ConnectionString);
        await new Migrations(options, dataSource, TimeProvider.System, NullLogger<Migrations>.Instance).ApplyAsync(Token);
        return server;
    }

    private static Action<IServiceCollection> Worker(Action<WorkItem> onItem) => services =>
    {
        services.AddSingleton(new Script((item, _) =>
        {
            onItem(item);
            return Task.FromResult(WorkResult.Done);
        }));
        services.AddWorker<ScriptedHandler>("test", worker => worker.Concurrency = 4);
    };
}
