using Analytics.Database;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.TestWorker;

internal static class MigrateCommand
{
    public static async Task<int> RunAsync(string connectionString)
    {
        var options = Options.Create(new DatabaseOptions { ConnectionString = connectionString });
        await using var dataSource = NpgsqlDataSource.Create(connectionString);
        var migrations = new Migrations(options, dataSource, TimeProvider.System, NullLogger<Migrations>.Instance);
        var applied = await migrations.ApplyAsync(CancellationToken.None);
        Console.WriteLine($"applied {applied.Count}");
        return 0;
    }
}
