using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>Waits for a raw object's commit by looking at the ledger.</summary>
internal static class Committed
{
    public static async Task WaitAsync(
        NpgsqlDataSource database, string key, TimeSpan poll, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select state from platform.raw_object where key = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        while (await command.ExecuteScalarAsync(cancellationToken) is var state && state is not "committed")
        {
            if (state is "rejected" or "failed")
            {
                throw new InvalidOperationException($"{key} was not taken: {state}.");
            }

            await Task.Delay(poll, cancellationToken);
        }
    }
}
