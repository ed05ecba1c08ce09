using Analytics.Work;

using Npgsql;

namespace Analytics.TestWorker;

/// <summary>Waits as long as the item says, then writes one row and finishes the item, in one transaction.</summary>
internal sealed class ResultHandler(NpgsqlDataSource dataSource) : IWorkHandler
{
    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var job = item.Read<ResultJob>();
        Console.WriteLine($"started {item.Id} attempt {item.Attempt}");
        await Task.Delay(job.HoldMilliseconds, job.IsStubborn ? CancellationToken.None : cancellationToken);

        var patience = job.IsStubborn ? CancellationToken.None : cancellationToken;
        await using var connection = await dataSource.OpenConnectionAsync(patience);
        await using var transaction = await connection.BeginTransactionAsync(patience);
        await using var insert = new NpgsqlCommand("insert into result (item, process) values ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = item.Id }, new() { Value = Environment.ProcessId } },
        };
        await insert.ExecuteNonQueryAsync(patience);
        var outcome = await WorkLeases.CompleteAsync(connection, transaction, item, patience);
        Console.WriteLine($"writing {item.Id}");
        if (outcome is WorkOutcome.Done)
        {
            await transaction.CommitAsync(patience);
        }

        Console.WriteLine($"finished {item.Id} {outcome}");
        return WorkResult.Written(outcome);
    }
}
