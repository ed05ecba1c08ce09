using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// A buffer's value as text, in the form that table formats give to partition values: ISO dates, plain numbers, UTC
/// instants.
/// </summary>
internal static class ValueText
{
    public static string Of(ColumnType type, ColumnBuffer buffer, int valueIndex)
    {
        FormattableString text = buffer switch
        {
            PrimitiveBuffer<bool> flags => $"{(flags.Values[valueIndex] ? "true" : "false")}",
            PrimitiveBuffer<float> numbers => $"{numbers.Values[valueIndex]:R}",
            PrimitiveBuffer<double> numbers => $"{numbers.Values[valueIndex]:R}",
            PrimitiveBuffer<int> numbers => $"{OfInteger(type, numbers.Values[valueIndex])}",
            PrimitiveBuffer<long> numbers => $"{OfInteger(type, numbers.Values[valueIndex])}",
            BytesBuffer bytes => $"{OfBytes(type, bytes.ValueAt(valueIndex))}",
            _ => throw new ArgumentOutOfRangeException(nameof(buffer), buffer.GetType(), "The buffer has no text form."),
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    private static string OfInteger(ColumnType type, long value) => type.Kind switch
    {
        ColumnKind.Date => DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnKind.Time => new TimeOnly(value * TimeSpan.TicksPerMicrosecond).ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        ColumnKind.Timestamp => OfMicroseconds(value).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        ColumnKind.TimestampTz => OfMicroseconds(value).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ColumnKind.Decimal => OfDecimal(value, type.Scale),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string OfBytes(ColumnType type, ReadOnlySpan<byte> value) => type.Kind switch
    {
        ColumnKind.Uuid => new Guid(value, bigEndian: true).ToString("D"),
        ColumnKind.Decimal => OfDecimal(BinaryPrimitives.ReadInt128BigEndian(value), type.Scale),
        _ => Encoding.UTF8.GetString(value),
    };

    private static DateTime OfMicroseconds(long value) =>
        DateTime.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    private static string OfDecimal(Int128 value, int scale)
    {
        var digits = Int128.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = value < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
