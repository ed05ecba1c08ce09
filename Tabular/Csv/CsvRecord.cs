using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>Puts the fields of a record into the columns that the header gave them.</summary>
internal sealed class CsvRecord(TableSchema schema, CsvColumnMap map)
{
    private readonly MissingTexts _missing = new(schema.MissingValues);
    private readonly int[] _fields = map.Fields;
    private readonly bool _isQuotedEmptyMissing = schema.Dialect.IsQuotedEmptyMissing;

    public void Append(RowBatch batch, int field, ReadOnlySpan<byte> text, bool isQuoted)
    {
        var fields = _fields;
        if ((uint)field >= (uint)fields.Length || fields[field] < 0)
        {
            return;
        }

        var column = batch.Columns[fields[field]];

        // What is quoted was meant as a value; only the empty one is none in a column that is not of texts.
        if (isQuoted ? text.IsEmpty && IsQuotedEmptyMissing(column.Field) : _missing.Contains(text))
        {
            column.AppendMissing(batch.Violations);
        }
        else
        {
            column.Append(text, batch.Violations);
        }
    }

    private bool IsQuotedEmptyMissing(Field field) =>
        _missing.IsEmptyMissing && (_isQuotedEmptyMissing || field.Type.Kind != ColumnKind.String);

    /// <summary>
    /// A carriage return that neither ends the line nor stands in quotes: whether two records were meant, nobody can
    /// say. A field past the header's needs no word of its own: the number of fields is a violation already.
    /// </summary>
    public void AddStrayReturn(RowBatch batch, int field, ReadOnlySpan<byte> text)
    {
        if (field < _fields.Length)
        {
            batch.Violations.Add("", "csv.line_end", text);
        }
    }

    /// <summary>Whether an unquoted text stands for a missing value.</summary>
    public bool IsMissing(ReadOnlySpan<byte> text) => _missing.Contains(text);

    /// <summary>
    /// Ends a record of so many fields; where that is not the file's number, what its fields seem to say means
    /// nothing.
    /// </summary>
    public void End(RowBatch batch, int fields)
    {
        if (fields != _fields.Length)
        {
            batch.Violations.Clear();
            batch.Violations.AddShown("", "csv.fields", $"{fields} fields instead of {_fields.Length}");
        }
    }
}
