namespace Analytics.Tabular.Conversion;

/// <summary>
/// The records of a source that a replay takes, by number, and the sum of all their places: enough to say afterwards whether each was
/// met exactly where it stood, in little memory whatever their number.
/// </summary>
public sealed class ReplayRecords
{
    private readonly NumberSet _numbers = new();

    public long Count => _numbers.Count;

    /// <summary>The sum over <see cref="PlaceOf"/> of all records; does not depend on their order.</summary>
    internal ulong Places { get; private set; }

    /// <summary>Adds a record: its number, from 1, and its bytes in the unpacked source.</summary>
    public void Add(long number, long byteOffset, long byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        if (_numbers.Add(number))
        {
            Places += PlaceOf(number, byteOffset, byteLength);
        }
    }

    public bool Contains(long number) => _numbers.Contains(number);

    /// <summary>Writes the numbers, without the places: rows of a Parquet file have none.</summary>
    public void WriteNumbers(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Count);
        long last = 0;
        foreach (var number in _numbers.Ascending())
        {
            writer.Write7BitEncodedInt64(number - last);
            last = number;
        }
    }

    /// <summary>Reads what <see cref="WriteNumbers"/> wrote.</summary>
    public static ReplayRecords ReadNumbers(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var records = new ReplayRecords();
        long number = 0;
        for (var left = reader.ReadInt64(); left > 0; left--)
        {
            number += reader.Read7BitEncodedInt64();
            records.Add(number, 0, 0);
        }

        return records;
    }

    /// <summary>Bits that stand for a record's number and place, as if by chance: sums of them agree for equal records only.</summary>
    internal static ulong PlaceOf(long number, long byteOffset, long byteLength) =>
        Mix(Mix(Mix((ulong)number) ^ (ulong)byteOffset) ^ (ulong)byteLength);

    private static ulong Mix(ulong bits)
    {
        bits += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
