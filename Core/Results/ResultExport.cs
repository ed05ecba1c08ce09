using System.Data;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Core.Results;

/// <summary>Gives all rows of a question, one after the other, however many there are.</summary>
public sealed class ResultExport(NpgsqlDataSource database, ResultReads reads, IOptions<ResultReadOptions> options)
{
    /// <summary>Opens the rows; offset and limit of the query do not matter. Dispose the answer's value.</summary>
    public async Task<ResultAnswer<ResultStream>> OpenAsync(ResultQuery query, CancellationToken cancellationToken)
    {
        var built = await reads.BuildAsync(query, cancellationToken);
        if (!built.IsOk)
        {
            return built.Fault;
        }

        return await QueryFaults.CatchAsync(async () =>
        {
            var session = await ResultSession.OpenAsync(database, options.Value.ExportTimeout, cancellationToken);
            ResultStream? stream = null;
            try
            {
                var reader = await session.QueryAsync(built.Value.Rows, built.Value.Values, CommandBehavior.Default, cancellationToken);
                return stream = new ResultStream(built.Value.Columns, session, reader);
            }
            finally
            {
                if (stream is null)
                {
                    await session.DisposeAsync();
                }
            }
        });
    }
}
