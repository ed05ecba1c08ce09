using System.Data;

using Analytics.Database;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Results;

/// <summary>Gives all rows of a question, one after the other, however many there are.</summary>
public sealed class ResultExport(
    [FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database,
    ResultReads reads,
    IOptions<ResultReadOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.MaxExports);

    /// <summary>Opens the rows; offset and limit of the query do not matter. Dispose the answer's value.</summary>
    public async Task<ResultAnswer<ResultStream>> OpenAsync(ResultQuery query, CancellationToken cancellationToken)
    {
        var built = await reads.BuildAsync(query, cancellationToken);
        if (!built.IsOk)
        {
            return built.Fault;
        }

        if (!_free.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            return new ResultFault(
                "results.busy",
                $"{options.Value.MaxExports} exports are already running, which is the limit.",
                "Ask again in half a minute, or for less as a page of JSON.");
        }

        var isOpen = false;
        try
        {
            var answer = await QueryFaults.CatchAsync(() => OpenAsync(built.Value, cancellationToken));
            isOpen = answer.IsOk;
            return answer;
        }
        finally
        {
            if (!isOpen)
            {
                _free.Release();
            }
        }
    }

    public void Dispose() => _free.Dispose();

    private async Task<ResultStream> OpenAsync(ResultSql sql, CancellationToken cancellationToken)
    {
        var session = await ResultSession.OpenAsync(database, options.Value.ExportTimeout, cancellationToken);
        ResultStream? stream = null;
        try
        {
            var reader = await session.QueryAsync(sql.Rows, sql.Values, CommandBehavior.SequentialAccess, cancellationToken);
            return stream = new ResultStream(sql.Columns, session, reader, options.Value.MaxAnswerBytes, () => _free.Release());
        }
        finally
        {
            if (stream is null)
            {
                await session.DisposeAsync();
            }
        }
    }
}
