using System.Text.Json;

using Analytics.Fixtures;

using Npgsql;

namespace Analytics.Statements.Tests;

/// <summary>
/// No statement may cost what history has gathered. Each is run over tables of 300,000 rows, nearly all of them history, and its plan's
/// scans are counted.
/// </summary>
public sealed class StatementPlanTests(PostgresFixture postgres)
{
    /// <summary>Rows of one table that a statement may look at: more than any page, batch or bounded count asks for.</summary>
    private const double MostRows = 12_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_OverLongHistories_LookOnlyAtWhatTheyShow()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await SeedAsync(database);
        var faults = new List<string>();
        foreach (var statement in EmbeddedStatements.All)
        {
            faults.AddRange(await FaultsAsync(database, statement));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task SeedAsync(TestDatabase database)
    {
        await ExecuteAsync(database, $"set session_replication_role = replica; {Resources.Text("LongHistory.sql")}");
        await ExecuteAsync(database, "vacuum analyze");
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(TestDatabase database, Statement statement)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        try
        {
            await using var command = new NpgsqlCommand($"explain (analyze, timing off, format json) {SampleValues.Fill(statement)}", connection);
            using var plan = JsonDocument.Parse((string?)await command.ExecuteScalarAsync(Token) ?? "");
            return [.. PlanScan.In(plan.RootElement[0].GetProperty("Plan")).Where(scan => scan.Rows > MostRows)
                .Select(scan => $"{statement.Name}: {scan}")];
        }
        catch (Exception fault) when (fault is PostgresException or KeyNotFoundException)
        {
            return [$"{statement.Name}: {fault.Message}"];
        }
    }
}
