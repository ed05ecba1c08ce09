using Analytics.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Work.Tests;

/// <summary>Connections that are cut again and again, as by a failover, or that nobody gets any more of.</summary>
public sealed class ConnectionFaultTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryConnectionTerminatedAgainAndAgain_NoItemIsLostOrDoneTwice()
    {
        const int Items = 100;
        const int Cuts = 8;
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table result (item bigint not null)");
        await using var host = await WorkHost.StartAsync(database, services =>
        {
            services.AddSingleton(provider => new Script((item, token) =>
                WriteAsync(provider.GetRequiredService<NpgsqlDataSource>(), item, token)));
            services.AddWorker<ScriptedHandler>("test", worker => worker.Concurrency = 4);
        });

        // A notification would tell the worker of all; what was cut off must be found without.
        await database.ExecuteAsync(
            "insert into platform.work_item (queue, payload, max_attempts) select 'test', '1', $1 from generate_series(1, $2)", Cuts + 1, Items);
        for (var cut = 1; cut <= Cuts; cut++)
        {
            var enough = cut * Items / (Cuts + 1);
            await Eventually.TrueAsync(async () => await CountAsync(database, "done") >= enough);
            await database.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name <> ''");
        }

        await Eventually.TrueAsync(async () => await CountAsync(database, "done") == Items);
        Assert.Equal(Items, await database.ScalarAsync<long>("select count(distinct item) from result"));
        Assert.Equal(Items, await database.ScalarAsync<long>("select count(*) from result"));
    }

    [Fact]
    public async Task ConnectionsUsedUp_WorkerKeepsItsLeaseAndTheItemEndsOnce()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource<WorkItem>();
        var mayEnd = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(
            database.ConnectionStringOf(ServiceRole.Processor),
            services =>
            {
                services.AddSingleton(new Script(async (item, token) =>
                {
                    started.TrySetResult(item);
                    await mayEnd.Task.WaitAsync(token);
                    return WorkResult.Done;
                }));
                services.AddWorker<ScriptedHandler>("test");
            },
            settings: new()
            {
                ["Database:Migrate"] = "false",
                ["Work:Lease"] = "00:00:01",
                ["Work:RenewInterval"] = "00:00:00.2",
            });
        var id = await host.Queue.EnqueueAsync("test", 1, null, Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await database.LimitConnectionsAsync(1);
        await using var another = new NpgsqlConnection($"{database.ConnectionStringOf(ServiceRole.Processor)};Pooling=false");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => another.OpenAsync(Token));
        Assert.Equal(PostgresErrorCodes.TooManyConnections, refused.SqlState);
        await Eventually.TrueAsync(async () => await database.ScalarAsync<bool>(
            "select lease_until > started_at + interval '3 seconds' from platform.work_item"));
        mayEnd.SetResult();

        await Eventually.TrueAsync(async () => await CountAsync(database, "done") == 1);
        Assert.Equal(1, await database.ScalarAsync<int>("select attempt from platform.work_item where id = $1", id ?? 0));
    }

    private static Task<long> CountAsync(TestDatabase database, string state) =>
        database.ScalarAsync<long>("select count(*) from platform.work_item where state = $1", state);

    private static async Task<WorkResult> WriteAsync(NpgsqlDataSource dataSource, WorkItem item, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var insert = new NpgsqlCommand("insert into result (item) values ($1)", connection, transaction)
        {
            Parameters = { new() { Value = item.Id } },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        var outcome = await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken);
        if (outcome is WorkOutcome.Done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return WorkResult.Written(outcome);
    }
}
