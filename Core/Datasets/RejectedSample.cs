using ParquetSharp;

namespace Analytics.Datasets;

/// <summary>
/// The first broken records of a file, for people: what is kept of them where the file is rejected. Records that are too long are kept
/// without their end, since nothing is replayed from them.
/// </summary>
public sealed class RejectedSample
{
    /// <summary>Records that are kept at most.</summary>
    public const int MaxRecords = 1000;

    private const int MaxRawBytes = 64 * 1024;
    private const int MaxBytes = 32 * 1024 * 1024;

    private List<Kept> _records = [];

    public int Records => _records.Count;

    /// <summary>Takes what may belong to the first records of all from a quarantine file, whose records ascend.</summary>
    public void Add(string path)
    {
        using var reader = new ParquetFileReader(path);
        var room = MaxRecords;
        var bytes = 0;
        var last = _records.Count < MaxRecords ? long.MaxValue : _records[^1].Number;
        for (var group = 0; group < reader.FileMetaData.NumRowGroups && room > 0 && bytes < MaxBytes; group++)
        {
            using var rows = reader.RowGroup(group);
            foreach (var record in Read(rows, (int)Math.Min(room, rows.MetaData.NumRows)))
            {
                if (record.Number > last || bytes >= MaxBytes)
                {
                    room = 0;
                    break;
                }

                _records.Add(record);
                bytes += record.Size;
                room--;
            }
        }

        Shorten();
    }

    /// <summary>Writes the records as a quarantine file, in their order.</summary>
    public void Write(string path)
    {
        Column[] columns =
        [
            new Column<string>("object"), new Column<long?>("record_number"), new Column<long?>("line_number"),
            new Column<long?>("byte_offset"), new Column<long?>("byte_length"), new Column<byte[]>("raw"), new Column<string>("violations"),
            new Column<int?>("contract_version"),
        ];
        using var file = new ParquetFileWriter(path, columns, Compression.Zstd);
        using (var group = file.AppendRowGroup())
        {
            Write(group, record => record.Object);
            Write<long?>(group, record => record.Number);
            Write(group, record => record.Line);
            Write<long?>(group, record => record.Offset);
            Write<long?>(group, record => record.Length);
            Write(group, record => record.Raw);
            Write(group, record => record.Violations);
            Write<int?>(group, record => record.ContractVersion);
        }

        file.Close();
    }

    private void Shorten()
    {
        var bytes = 0L;
        _records = [.. _records.OrderBy(record => record.Number).Take(MaxRecords).TakeWhile(record => (bytes += record.Size) <= MaxBytes)];
    }

    private void Write<T>(RowGroupWriter group, Func<Kept, T> value)
    {
        using var column = group.NextColumn().LogicalWriter<T>();
        column.WriteBatch([.. _records.Select(value)]);
    }

    // Texts one after the other: each record may have 16 MB.
    private static IEnumerable<Kept> Read(RowGroupReader rows, int count)
    {
        var numbers = QuarantineParquet.Longs(rows, "record_number", 0, count);
        var lines = QuarantineParquet.Lines(rows, 0, count);
        var offsets = QuarantineParquet.Longs(rows, "byte_offset", 0, count);
        var lengths = QuarantineParquet.Longs(rows, "byte_length", 0, count);
        var versions = QuarantineParquet.Values<int?>(rows, "contract_version", 0, count);
        using var names = QuarantineParquet.Column(rows, "object");
        using var name = names.LogicalReader<string>();
        using var raws = QuarantineParquet.Column(rows, "raw");
        using var raw = raws.LogicalReader<byte[]>();
        using var broken = QuarantineParquet.Column(rows, "violations");
        using var violations = broken.LogicalReader<string>();
        for (var row = 0; row < count; row++)
        {
            var bytes = Next(raw);
            yield return new Kept(
                Next(name), numbers[row], lines[row], offsets[row], lengths[row],
                bytes.Length <= MaxRawBytes ? bytes : bytes[..MaxRawBytes], Next(violations), versions[row]);
        }
    }

    private static T Next<T>(LogicalColumnReader<T> reader)
    {
        var one = new T[1];
        return reader.ReadBatch(one) == 1 ? one[0] : throw new InvalidDataException("A quarantine file ends before its last record.");
    }

    private sealed record Kept(
        string Object, long Number, long? Line, long Offset, long Length, byte[] Raw, string Violations, int? ContractVersion)
    {
        public int Size => Raw.Length + (2 * Violations.Length);
    }
}
