using System.Text.Json;
using Analytics.Tabular.Schema;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Analytics.Datasets.Delta;

/// <summary>
/// A file's statistics as Delta Lake's log has them, from the footer of the Parquet file: readers leave out files by them. What is not
/// known is left out, and so are the bounds of JSON, times of day, booleans and UUIDs, by which no reader leaves out anything.
/// </summary>
internal static class DeltaStatistics
{
    /// <summary>As many columns as readers look at by default. Those that the contract splits files by come on top.</summary>
    private const int MaxColumns = 32;

    /// <summary>The statistics of a file that is gone or cannot be read: its rows were counted when it was written.</summary>
    public static string OfRows(long rows) => $$"""{"numRecords":{{rows}}}""";

    /// <param name="file">The file, or its end: <see cref="FooterStream"/>.</param>
    /// <param name="schema">The contract under which it was written.</param>
    public static string Of(Stream file, TableSchema schema)
    {
        using var reader = new ParquetFileReader(file, leaveOpen: true);
        var columns = ColumnsOf(reader, schema);
        var bounds = columns.Where(column => column.Bounds is not null).ToList();
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, DeltaActions.Json))
        {
            json.WriteStartObject();
            json.WriteNumber("numRecords", reader.FileMetaData.NumRows);
            Write(json, "minValues", bounds, (value, column) => value.WriteRawValue(column.Bounds?.Min ?? "null"));
            Write(json, "maxValues", bounds, (value, column) => value.WriteRawValue(column.Bounds?.Max ?? "null"));
            Write(json, "nullCount", columns, (value, column) => value.WriteNumberValue(column.Nulls));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static List<Column> ColumnsOf(ParquetFileReader reader, TableSchema schema)
    {
        var indexes = Enumerable.Range(0, reader.FileMetaData.Schema.NumColumns)
            .ToDictionary(index => reader.FileMetaData.Schema.Column(index).Name, StringComparer.Ordinal);
        return [.. schema.Fields
            .Where((field, index) => index < MaxColumns || schema.PartitionBy.Contains(field.Name))
            .Select(field => indexes.TryGetValue(field.Name, out var index) ? ColumnOf(reader, field, index) : null)
            .OfType<Column>()];
    }

    private static Column? ColumnOf(ParquetFileReader reader, Field field, int index)
    {
        var groups = new List<Statistics>();
        try
        {
            long nulls = 0;
            for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
            {
                using var rows = reader.RowGroup(group);
                var chunk = rows.MetaData.GetColumnChunkMetaData(index);
                if (chunk.Statistics is not { } statistics)
                {
                    return null;
                }

                groups.Add(statistics);
                nulls += statistics.NullCount;
            }

            // A group without a value has no bounds, and needs none; one with values may lack them where those are long.
            var valued = groups.Where(statistics => statistics.NumValues > 0).ToList();
            return new Column(
                field.Name, nulls, valued.TrueForAll(statistics => statistics.HasMinMax) ? ColumnBounds.Of(field.Type, valued) : null);
        }
        finally
        {
            groups.ForEach(statistics => statistics.Dispose());
        }
    }

    private static void Write(Utf8JsonWriter json, string name, List<Column> columns, Action<Utf8JsonWriter, Column> write)
    {
        json.WriteStartObject(name);
        foreach (var column in columns)
        {
            json.WritePropertyName(column.Name);
            write(json, column);
        }

        json.WriteEndObject();
    }

    private sealed record Column(string Name, long Nulls, (string Min, string Max)? Bounds);
}
