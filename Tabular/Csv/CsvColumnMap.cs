using System.Text;
using System.Text.Unicode;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Which field of the schema each column of the file fills; -1 where none does. Columns may stand in any order.
/// </summary>
internal sealed class CsvColumnMap
{
    private CsvColumnMap(int[] fields) => Fields = fields;

    /// <summary>For each column of the file, the index of its field in the schema, or -1.</summary>
    public int[] Fields { get; }

    /// <summary>
    /// Whether a blank line is a record: where a file has one column, it is how a missing value is written.
    /// </summary>
    public bool TakesBlankLines => Fields.Length == 1;

    /// <summary>Whether the file's columns stand in another order than the schema's.</summary>
    public bool IsReordered
    {
        get
        {
            var known = Fields.Where(index => index >= 0);
            return known.Zip(known.Skip(1)).Any(pair => pair.First > pair.Second);
        }
    }

    /// <summary>For a file without a header: its columns are the schema's, in order.</summary>
    public static CsvColumnMap WithoutHeader(TableSchema schema) => new([.. Enumerable.Range(0, schema.Fields.Count)]);

    /// <summary>
    /// Compares the header with the schema by name; throws where columns are doubled, missing or unknown.
    /// </summary>
    public static CsvColumnMap FromHeader(CsvStart start, TableSchema schema)
    {
        var header = start.FirstRecord;
        var byName = schema.Fields.Index().ToDictionary(pair => pair.Item.Name, pair => pair.Index);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var fields = new int[header.Count];
        List<string> doubled = [], unknown = [];
        for (var column = 0; column < fields.Length; column++)
        {
            var name = NameOf(start, column);
            fields[column] = byName.GetValueOrDefault(name, -1);
            if (!seen.Add(name))
            {
                doubled.Add(name);
            }
            else if (fields[column] < 0)
            {
                unknown.Add(name);
            }
        }

        var missing = byName.Keys.Where(name => !seen.Contains(name)).ToList();
        if (doubled.Count > 0)
        {
            throw CsvFaults.Header(
                start,
                "csv.duplicate_column",
                $"The header names {Listed(doubled)} more than once.",
                "Give each column a unique name in the source.");
        }

        if (missing.Count > 0)
        {
            throw CsvFaults.Header(
                start,
                "csv.missing_column",
                $"The header lacks {Listed(missing)}, which the contract declares; it has {Listed([.. seen])}.",
                "Add the columns to the file, or remove them from the contract; check dialect.delimiter where the header looks like one column.");
        }

        if (unknown.Count > 0 && schema.UnknownFields == UnknownFields.Reject)
        {
            throw CsvFaults.Header(
                start,
                "csv.unknown_column",
                $"The header names {Listed(unknown)}, which the contract does not declare.",
                "Add the columns to the contract, or set unknownFields to ignore.");
        }

        return new CsvColumnMap(fields);
    }

    private static string NameOf(CsvStart start, int column) =>
        start.FirstRecord[column] is var bytes && Utf8.IsValid(bytes) && !bytes.Contains((byte)0)
        ? Encoding.UTF8.GetString(bytes)
        : throw CsvFaults.Header(
            start,
            "csv.header_encoding",
            $"The name of column {column + 1} in the header is not UTF-8 text.",
            "Set the contract's encoding to that of the file (windows-1252, utf-16le, shift_jis …), or deliver the file in UTF-8.");

    private static string Listed(List<string> names)
    {
        const int Shown = 8;
        var quoted = names.Take(Shown).Select(name => $"'{VisibleText.Of(name.Length > 100 ? name[..100] + "…" : name)}'");
        return string.Join(", ", quoted) + (names.Count > Shown ? $" and {names.Count - Shown:N0} more" : "");
    }
}
