using System.Text.Json;
using Analytics.Tabular.Conversion;
using ParquetSharp;

namespace Analytics.Datasets;

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

    /// <summary>All records of a row group, which the writer keeps small; null past the last one.</summary>
    public static IReadOnlyList<QuarantinedEntry>? ReadGroup(string path, int group)
    {
        using var reader = new ParquetFileReader(path);
        if (group >= reader.FileMetaData.NumRowGroups)
        {
            return null;
        }

        using var rows = reader.RowGroup(group);
        return [.. Read(rows, 0, (int)rows.MetaData.NumRows)];
    }

    /// <summary>Adds the places of all records.</summary>
    public static void ReadPlaces(string path, ReplayRecords records)
    {
        using var reader = new ParquetFileReader(path);
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var rows = reader.RowGroup(group);
            var count = (int)rows.MetaData.NumRows;
            var numbers = Longs(rows, "record_number", 0, count);
            var offsets = Longs(rows, "byte_offset", 0, count);
            var lengths = Longs(rows, "byte_length", 0, count);
            for (var row = 0; row < count; row++)
            {
                records.Add(numbers[row], offsets[row], lengths[row]);
            }
        }
    }

    private static IEnumerable<QuarantinedEntry> Read(RowGroupReader rows, long offset, int count)
    {
        var numbers = Longs(rows, "record_number", offset, count);
        var offsets = Longs(rows, "byte_offset", offset, count);
        var lengths = Longs(rows, "byte_length", offset, count);
        var lines = Lines(rows, offset, count);
        var raw = Raw(rows, offset, count);
        var violations = Values<string>(rows, "violations", offset, count);
        var versions = Values<int?>(rows, "contract_version", offset, count);
        for (var row = 0; row < count; row++)
        {
            var (shown, isCut) = raw[row];
            yield return new(
                numbers[row], lines[row], offsets[row], lengths[row], shown, isCut, Violations(violations[row]), versions[row] ?? 0);
        }
    }

    // One record after the other: each may have 16 MB, of which only the beginning is shown.
    private static (string Shown, bool IsCut)[] Raw(RowGroupReader rows, long offset, int count)
    {
        using var source = Column(rows, "raw");
        using var reader = source.LogicalReader<byte[]>();
        reader.Skip(offset);
        var one = new byte[1][];
        var shown = new (string, bool)[count];
        for (var row = 0; row < count; row++)
        {
            reader.ReadBatch(one);
            var bytes = one[0] ?? [];
            var length = LengthShown(bytes);
            shown[row] = (System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, length)), length < bytes.Length);
        }

        return shown;
    }

    // Up to the character that would be torn apart; where the bytes are no UTF-8, there is none to look for.
    private static int LengthShown(byte[] bytes)
    {
        const int LongestCharacter = 4;
        if (bytes.Length <= ShownBytes)
        {
            return bytes.Length;
        }

        var length = ShownBytes;
        while (length > ShownBytes - LongestCharacter && IsContinuation(bytes[length]))
        {
            length--;
        }

        return IsContinuation(bytes[length]) ? ShownBytes : length;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    // The writer makes every column optional, and leaves none of these out.
    internal static long[] Longs(RowGroupReader rows, string name, long offset, int count) =>
        Array.ConvertAll(Values<long?>(rows, name, offset, count), value => value ?? 0);

    // Files from before lines were recorded have no such column.
    internal static long?[] Lines(RowGroupReader rows, long offset, int count) =>
        rows.MetaData.Schema.ColumnIndex("line_number") < 0 ? new long?[count] : Values<long?>(rows, "line_number", offset, count);

    internal static ColumnReader Column(RowGroupReader rows, string name) => rows.Column(rows.MetaData.Schema.ColumnIndex(name));

    internal static T[] Values<T>(RowGroupReader rows, string name, long offset, int count)
    {
        using var source = Column(rows, name);
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
