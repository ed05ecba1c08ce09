using Analytics.Tabular.Columns;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Blocks;

/// <summary>
/// What a worker makes of a block: the good rows, while each broken record goes to quarantine as it is met. Used
/// again for the next block.
/// </summary>
internal sealed class BlockRows(TableSchema schema, IReadOnlySet<long>? onlyRecords, QuarantineOutput quarantine)
{
    private readonly bool _tracksRecords = schema.Fields.Any(field => field.Constraints.Unique);
    private readonly List<RecordPlace> _places = [];
    private Block? _block;

    public RowBatch Batch { get; } = new(schema);

    /// <summary>Records that were ended, good and broken ones.</summary>
    public int Records { get; private set; }

    /// <summary>
    /// Where the record of each good row stands; kept only where a <c>unique</c> constraint may yet reject it.
    /// </summary>
    public IReadOnlyList<RecordPlace> Places => _places;

    /// <summary>Whether the record is among those asked for.</summary>
    public bool IsWanted(long number) => onlyRecords is null || onlyRecords.Contains(number);

    /// <summary>
    /// Ends the record that was read into the batch: a good row stays, a broken one goes to quarantine.
    /// <paramref name="start"/> and
    /// <paramref name="length"/> are its bytes in the block, without the line end.
    /// </summary>
    public void EndRecord(long number, int start, int length)
    {
        Records++;
        if (Batch.Violations.Any)
        {
            Batch.DropRow();
            Quarantine(new RecordPlace(number, start, length), Batch.Violations.All);
            Batch.Violations.Clear();
            return;
        }

        Batch.KeepRow();
        if (_tracksRecords)
        {
            _places.Add(new RecordPlace(number, start, length));
        }
    }

    /// <summary>Sends a record of the block to quarantine; a row that it may have is left out by the caller.</summary>
    public void Quarantine(RecordPlace record, IReadOnlyList<Violation> violations) => quarantine.Add(
        _block ?? throw new InvalidOperationException("No block was begun."), record.Number, record.Start, record.Length, violations);

    /// <summary>Forgets the last block's rows and begins with the next.</summary>
    public void Begin(Block block)
    {
        _block = block;
        Records = 0;
        Batch.Clear();
        _places.Clear();
    }
}
