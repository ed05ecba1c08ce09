using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Blocks;

/// <summary>What a worker made of a block: the good rows, and the records for the quarantine.</summary>
internal sealed class BlockRows(TableSchema schema, IReadOnlySet<long>? onlyRecords)
{
    private readonly bool _tracksRecords = schema.Fields.Any(field => field.Constraints.Unique);
    private readonly List<QuarantinedRecord> _quarantined = [];
    private readonly List<RecordPlace> _places = [];

    public RowBatch Batch { get; } = new(schema);

    public IReadOnlyList<QuarantinedRecord> Quarantined => _quarantined;

    /// <summary>Where the record of each good row stands; kept only where a <c>unique</c> constraint may yet reject it.</summary>
    public IReadOnlyList<RecordPlace> Places => _places;

    /// <summary>Whether the record is among those asked for.</summary>
    public bool IsWanted(long number) => onlyRecords is null || onlyRecords.Contains(number);

    /// <summary>Ends the record that was read into the batch: a good row stays, a broken one goes to quarantine.</summary>
    public void EndRecord(long number, int start, int length)
    {
        if (Batch.Violations.Any)
        {
            Batch.DropRow();
            _quarantined.Add(new QuarantinedRecord(number, start, length, [.. Batch.Violations.All]));
            Batch.Violations.Clear();
            return;
        }

        Batch.KeepRow();
        if (_tracksRecords)
        {
            _places.Add(new RecordPlace(number, start, length));
        }
    }

    /// <summary>Sends a record to quarantine that was a good row until now; its row is left out by the caller.</summary>
    public void Quarantine(QuarantinedRecord record) => _quarantined.Add(record);

    public void Clear()
    {
        Batch.Clear();
        _quarantined.Clear();
        _places.Clear();
    }
}
