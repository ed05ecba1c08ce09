using Analytics.Fixtures;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Work.Tests;

/// <summary>The queue's parts over a test's database, without workers.</summary>
internal sealed class QueueUnderTest : IAsyncDisposable
{
    private readonly WorkNotifier _notifier;

    private QueueUnderTest(TestDatabase database)
    {
        var options = Options.Create(new WorkOptions());
        Database = database;
        _notifier = new WorkNotifier(database.DataSource, TimeProvider.System, NullLogger<WorkNotifier>.Instance);
        Queue = new WorkQueue(database.DataSource, _notifier, options);
        Leases = new WorkLeases(database.DataSource, _notifier);
        Maintenance = new WorkMaintenance(
            database.DataSource, _notifier, new PassClaims(database.DataSource, NullLogger<PassClaims>.Instance), options, TimeProvider.System,
            NullLogger<WorkMaintenance>.Instance);
    }

    public TestDatabase Database { get; }

    public WorkQueue Queue { get; }

    public WorkLeases Leases { get; }

    public WorkMaintenance Maintenance { get; }

    public static async Task<QueueUnderTest> CreateAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync());

    public Task<string?> StateAsync(long id) =>
        Database.ScalarAsync<string>("select state from platform.work_item where id = $1", id);

    /// <summary>As if the time of a lease had passed on the database's clock.</summary>
    public Task ExpireAsync(long id) => Database.ExecuteAsync(
        "update platform.work_item set lease_until = clock_timestamp() - interval '1 second' where id = $1 and state = 'running'", id);

    public async ValueTask DisposeAsync()
    {
        await _notifier.DisposeAsync();
        Maintenance.Dispose();
        await Database.DisposeAsync();
    }
}
