using System.Text.Json;
using ParquetSharp;

namespace Analytics.Core.Datasets;

/// <summary>Reads the Parquet files of quarantined records that the platform wrote.</summary>
internal static class QuarantineParquet
{
    private const int ShownBytes = 4096;

    public static IReadOnlyList<QuarantinedEntry> Read(string path, long offset, int limit)
    {
        using var reader = new ParquetFileReader(path);
        var entries = new List<QuarantinedEntry>();
        for (var group = 0; group < reader.FileMetaData.NumRowGroups && entries.Count < limit; group++)
        {
            using var rows = reader.RowGroup(group);
            var count = rows.MetaData.NumRows;
            if (offset >= count)
            {
                offset -= count;
                continue;
            }

            entries.AddRange(Read(rows, offset, (int)Math.Min(limit - entries.Count, count - offset)));
            offset = 0;
        }

        return entries;
    }

    /// <summary>The numbers of all records.</summary>
    public static IReadOnlyList<long> ReadNumbers(string path)
    {
        using var reader = new ParquetFileReader(path);
        var numbers = new List<long>();
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            var column = rows.MetaData.Schema.ColumnIndex("record_number");
            numbers.AddRange(Longs(rows, column, 0, (int)rows.MetaData.NumRows));
        }

        return numbers;
    }

    private static IEnumerable<QuarantinedEntry> Read(RowGroupReader rows, long offset, int count)
    {
        var names = Enumerable.Range(0, rows.MetaData.Schema.NumColumns)
            .ToDictionary(column => rows.MetaData.Schema.Column(column).Name, StringComparer.Ordinal);
        var numbers = Longs(rows, names["record_number"], offset, count);
        var offsets = Longs(rows, names["byte_offset"], offset, count);
        var lengths = Longs(rows, names["byte_length"], offset, count);
        var raw = Raw(rows, names["raw"], offset, count);
        var violations = Values<string>(rows, names["violations"], offset, count);
        var versions = Values<int?>(rows, names["contract_version"], offset, count);
        for (var row = 0; row < count; row++)
        {
            yield return new(numbers[row], offsets[row], lengths[row], raw[row], Violations(violations[row]), versions[row] ?? 0);
        }
    }

    // One record after the other: each may have 16 MB, of which only the beginning is shown.
    private static string[] Raw(RowGroupReader rows, int column, long offset, int count)
    {
        using var source = rows.Column(column);
        using var reader = source.LogicalReader<byte[]>();
        reader.Skip(offset);
        var one = new byte[1][];
        var shown = new string[count];
        for (var row = 0; row < count; row++)
        {
            reader.ReadBatch(one);
            var bytes = one[0] ?? [];
            shown[row] = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, ShownBytes)));
        }

        return shown;
    }

    // The writer makes every column optional, and leaves none of these out.
    private static long[] Longs(RowGroupReader rows, int column, long offset, int count) =>
        [.. Values<long?>(rows, column, offset, count).Select(value => value ?? 0)];

    private static T[] Values<T>(RowGroupReader rows, int column, long offset, int count)
    {
        using var source = rows.Column(column);
        using var reader = source.LogicalReader<T>();
        reader.Skip(offset);
        var values = new T[count];
        var done = 0;
        while (done < count)
        {
            var read = reader.ReadBatch(values, done, count - done);
            if (read == 0)
            {
                throw new InvalidDataException("A quarantine file ends before its last record.");
            }

            done += read;
        }

        return values;
    }

    private static IReadOnlyList<QuarantinedViolation> Violations(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<IReadOnlyList<QuarantinedViolation>>(json, JsonSerializerOptions.Web) ?? [];
}
