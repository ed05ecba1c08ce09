using System.Runtime.CompilerServices;

using Npgsql;

namespace Analytics.Core.Results;

/// <summary>Rows of a result table as the database sends them.</summary>
public sealed class ResultStream : IAsyncDisposable
{
    private readonly ResultSession _session;
    private readonly NpgsqlDataReader _reader;
    private Action? _ended;

    internal ResultStream(IReadOnlyList<ResultColumn> columns, ResultSession session, NpgsqlDataReader reader, Action ended)
    {
        _ended = ended;
        Columns = columns;
        _session = session;
        _reader = reader;
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>All rows, once; values as in <see cref="ResultPage.Rows"/>.</summary>
    public async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(cancellationToken))
        {
            yield return ResultRow.Read(_reader);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _reader.DisposeAsync();
            await _session.DisposeAsync();
        }
        finally
        {
            Interlocked.Exchange(ref _ended, null)?.Invoke();
        }
    }
}
