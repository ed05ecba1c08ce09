using System.Buffers;
using System.Text;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Unique;

namespace Analytics.Tabular.Constraints;

/// <summary>
/// Holds the <c>unique</c> columns of a source against all records before, in their order: of two equal values the
/// later record is the duplicate, whichever worker read it first. Asked of rows that keep all other rules; missing
/// values do not count.
/// </summary>
internal sealed class UniqueColumns : IDisposable
{
    /// <summary>For all columns together; what is more lies in the scratch directory.</summary>
    private const long MemoryBytes = 48 * 1024 * 1024;

    private readonly (int Column, IUniqueKeys Keys)[] _columns;
    private BlockTurns _turns = new();
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly int[] _valueIndexes;

    public UniqueColumns(TableSchema schema, string scratchDirectory)
    {
        var columns = schema.Fields.Index().Where(pair => pair.Item.Constraints.Unique).Select(pair => pair.Index).ToList();
        _columns = [.. columns.Select(column => (column, (IUniqueKeys)new UniqueIndex(scratchDirectory, MemoryBytes / columns.Count)))];
        _valueIndexes = new int[_columns.Length];
    }

    public bool Any => _columns.Length > 0;

    /// <summary>Begins with the first block of another pass over the source.</summary>
    public void Restart() => _turns = new BlockTurns();

    /// <summary>Remembers the values of rows that were kept before, in the block's turn.</summary>
    public async ValueTask TakeKeptAsync(Block block, BlockRows rows, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(block.Sequence, cancellationToken);
        Array.Clear(_valueIndexes);
        for (var row = 0; row < rows.Batch.Rows; row++)
        {
            AddAll(rows.Batch, row);
        }
    }

    /// <summary>
    /// Sends the duplicates of a block to quarantine, in the block's turn; returns their rows, in order.
    /// </summary>
    public async ValueTask<IReadOnlyList<int>> TakeDuplicatesAsync(Block block, BlockRows rows, CancellationToken cancellationToken)
    {
        if (_columns.Length == 0)
        {
            return [];
        }

        await _turns.WaitAsync(block.Sequence, cancellationToken);
        return TakeDuplicates(rows);
    }

    /// <summary>Lets later blocks go on; called for each block, whatever became of it.</summary>
    public void EndBlock(long sequence)
    {
        if (_columns.Length > 0)
        {
            _turns.Done(sequence);
        }
    }

    public void Dispose()
    {
        foreach (var (_, keys) in _columns)
        {
            keys.Dispose();
        }
    }

    private List<int> TakeDuplicates(BlockRows rows)
    {
        var duplicates = new List<int>();
        var violations = new List<Violation>();
        Array.Clear(_valueIndexes);
        for (var row = 0; row < rows.Batch.Rows; row++)
        {
            FindDuplicates(rows.Batch, row, violations);
            AddAll(rows.Batch, row, isKept: violations.Count == 0);
            if (violations.Count > 0)
            {
                duplicates.Add(row);
                rows.Quarantine(rows.Places[row], violations);
                violations.Clear();
            }
        }

        return duplicates;
    }

    /// <summary>Asks all columns before any learns the row's value: a row that one of them rejects is nobody's earlier record.</summary>
    private void FindDuplicates(RowBatch batch, int row, List<Violation> violations)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = batch.Columns[_columns[i].Column];
            if (!column.Buffer.IsMissing(row) && _columns[i].Keys.Contains(KeyOf(column, _valueIndexes[i])))
            {
                var value = ValueText.Of(column.Field.Type, column.Buffer, _valueIndexes[i]);
                violations.Add(new Violation(column.Field.Name, "unique", Violation.Show(Encoding.UTF8.GetBytes(value))));
            }
        }
    }

    private void AddAll(RowBatch batch, int row, bool isKept = true)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            var column = batch.Columns[_columns[i].Column];
            if (column.Buffer.IsMissing(row))
            {
                continue;
            }

            if (isKept)
            {
                _columns[i].Keys.Add(KeyOf(column, _valueIndexes[i]));
            }

            _valueIndexes[i]++;
        }
    }

    private ReadOnlySpan<byte> KeyOf(FieldColumn column, int valueIndex)
    {
        _key.ResetWrittenCount();
        column.Buffer.WriteKey(valueIndex, _key);
        return _key.WrittenSpan;
    }
}
