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
    private readonly BlockTurns _turns = new();
    private readonly ArrayBufferWriter<byte> _key = new();

    public UniqueColumns(TableSchema schema, string scratchDirectory)
    {
        var columns = schema.Fields.Index().Where(pair => pair.Item.Constraints.Unique).Select(pair => pair.Index).ToList();
        _columns = [.. columns.Select(column => (column, (IUniqueKeys)new UniqueIndex(scratchDirectory, MemoryBytes / columns.Count)))];
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
        var valueIndexes = new int[_columns.Length];
        for (var row = 0; row < rows.Batch.Rows; row++)
        {
            for (var i = 0; i < _columns.Length; i++)
            {
                var column = rows.Batch.Columns[_columns[i].Column];
                if (!column.Buffer.IsMissing(row) && !TryAdd(_columns[i].Keys, column, valueIndexes[i]++))
                {
                    var value = ValueText.Of(column.Field.Type, column.Buffer, valueIndexes[i] - 1);
                    violations.Add(new Violation(column.Field.Name, "unique", Violation.Show(Encoding.UTF8.GetBytes(value))));
                }
            }

            if (violations.Count > 0)
            {
                duplicates.Add(row);
                rows.Quarantine(rows.Places[row], violations);
                violations.Clear();
            }
        }

        return duplicates;
    }

    private bool TryAdd(IUniqueKeys keys, FieldColumn column, int valueIndex)
    {
        _key.ResetWrittenCount();
        column.Buffer.WriteKey(valueIndex, _key);
        return keys.TryAdd(_key.WrittenSpan);
    }
}
