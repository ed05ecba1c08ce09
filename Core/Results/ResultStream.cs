using System.Runtime.CompilerServices;

using Npgsql;

namespace Analytics.Results;

/// <summary>Rows of a result table as the database sends them.</summary>
public sealed class ResultStream : IAsyncDisposable
{
    private readonly ResultSession _session;
    private readonly NpgsqlDataReader _reader;
    private readonly long _mostBytes;
    private Action? _ended;

    internal ResultStream(
        IReadOnlyList<ResultColumn> columns, ResultSession session, NpgsqlDataReader reader, long mostBytes, Action ended)
    {
        _ended = ended;
        _mostBytes = mostBytes;
        Columns = columns;
        _session = session;
        _reader = reader;
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>All rows, once; values as in <see cref="ResultPage.Rows"/>.</summary>
    /// <exception cref="AnswerTooLargeException">One row alone is larger than an answer may be.</exception>
    public async IAsyncEnumerable<object?[]> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(cancellationToken))
        {
            yield return await ResultRow.ReadAsync(_reader, new AnswerBudget(_mostBytes), cancellationToken)
                ?? throw new AnswerTooLargeException(_mostBytes);
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
