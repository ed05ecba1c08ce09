using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Blocks;

/// <summary>
/// What a worker makes of a block: the good rows, while each broken record goes to quarantine as it is met. Used
/// again for the next block.
/// </summary>
/// <param name="schema">The columns.</param>
/// <param name="only">For a replay: the records to take; null for all.</param>
/// <param name="takesOthers">
/// Takes all records but those of the replay instead: rows that were kept before, whatever this contract says of them.
/// </param>
/// <param name="quarantine">Takes the broken records.</param>
internal sealed class BlockRows(TableSchema schema, ReplayRecords? only, bool takesOthers, RecordQuarantine quarantine)
{
    private readonly bool _tracksRecords = schema.Fields.Any(field => field.Constraints.Unique);
    private readonly List<RecordPlace> _places = [];
    private Block? _block;

    public RowBatch Batch { get; } = new(schema);

    /// <summary>Records of the block that were ended: good and broken ones, asked for or not.</summary>
    public int Records { get; private set; }

    /// <summary>Records that a replay asked for and that were met, in all blocks.</summary>
    public long Found { get; private set; }

    /// <summary>The sum of their places, as <see cref="ReplayRecords.Places"/>.</summary>
    public ulong FoundPlaces { get; private set; }

    /// <summary>
    /// Where the record of each good row stands; kept only where a <c>unique</c> constraint may yet reject it.
    /// </summary>
    public IReadOnlyList<RecordPlace> Places => _places;

    /// <summary>
    /// Ends the record that was read into the batch: a good row stays, a broken one goes to quarantine, one that is not asked for is
    /// forgotten. <paramref name="start"/> and <paramref name="length"/> are its bytes in the block, without the line end.
    /// </summary>
    public void EndRecord(long number, int start, int length)
    {
        Records++;
        if (only is not null && only.Contains(number) == takesOthers)
        {
            Batch.DropRow();
            Batch.Violations.Clear();
            return;
        }

        if (takesOthers)
        {
            Batch.Violations.Clear();
            Batch.FillRow();
        }
        else if (only is not null)
        {
            CountFound(number, start, length);
        }

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
    public void Quarantine(RecordPlace record, IReadOnlyList<Violation> violations) =>
        quarantine(AtHand, record, violations);

    /// <summary>Forgets the last block's rows and begins with the next.</summary>
    public void Begin(Block block)
    {
        _block = block;
        Records = 0;
        Batch.Clear();
        _places.Clear();
    }

    private Block AtHand => _block ?? throw new InvalidOperationException("No block was begun.");

    private void CountFound(long number, int start, int length)
    {
        var offset = AtHand.OffsetOf(start);
        FoundPlaces += ReplayRecords.PlaceOf(number, offset, AtHand.OffsetOf(start + length) - offset);
        Found++;
    }
}
