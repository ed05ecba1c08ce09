using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Analytics.Tabular.Schema;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace Analytics.Datasets.Delta;

/// <summary>
/// The least and greatest value of a column as Delta Lake's statistics write them, from the statistics of its row groups. They may be
/// wider than the values (texts are cut, times end at milliseconds), never narrower.
/// </summary>
internal static class ColumnBounds
{
    /// <summary>Characters of a text, as Delta Lake itself cuts it.</summary>
    private const int TextLength = 32;

    /// <summary>Of a decimal with more than 18 digits.</summary>
    private const int WideBytes = 16;

    private static readonly DateTime LastMillisecond = new(9999, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc);

    /// <summary>Both as JSON; null where there are none, or where they are of no use to a reader.</summary>
    public static (string Min, string Max)? Of(ColumnType type, IReadOnlyList<Statistics> groups) => type.Kind switch
    {
        ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => Bounds(Numbers(groups), Text, Text),
        ColumnKind.Float or ColumnKind.Double => Bounds(Doubles(groups), Text, Text),
        ColumnKind.Decimal => Bounds(Numbers(groups), value => Text(value, type.Scale), value => Text(value, type.Scale)),
        ColumnKind.Date => Bounds(Numbers(groups), Date, Date),
        ColumnKind.Timestamp => Bounds(Numbers(groups), value => Time(value, 0, ""), value => Time(value, 1, "")),
        ColumnKind.TimestampTz => Bounds(Numbers(groups), value => Time(value, 0, "Z"), value => Time(value, 1, "Z")),
        ColumnKind.String => TextBounds(groups),
        _ => null,
    };

    private static (string Min, string Max)? Bounds<T>((T Min, T Max)? bounds, Func<T, string?> min, Func<T, string?> max)
        where T : struct =>
        bounds is { } known && min(known.Min) is { } least && max(known.Max) is { } greatest ? (least, greatest) : null;

    private static (Int128 Min, Int128 Max)? Numbers(IReadOnlyList<Statistics> groups) => Merge(groups, group => group switch
    {
        Statistics<int> value => (value.Min, value.Max),
        Statistics<long> value => (value.Min, value.Max),
        Statistics<FixedLenByteArray> value => ((Int128, Int128)?)(Wide(value.Min), Wide(value.Max)),
        _ => null,
    });

    private static (double Min, double Max)? Doubles(IReadOnlyList<Statistics> groups) => Merge(groups, group => group switch
    {
        Statistics<float> value => (value.Min, value.Max),
        Statistics<double> value => ((double, double)?)(value.Min, value.Max),
        _ => null,
    });

    private static (T Min, T Max)? Merge<T>(IReadOnlyList<Statistics> groups, Func<Statistics, (T Min, T Max)?> read)
        where T : struct, IComparable<T>
    {
        (T Min, T Max)? all = null;
        foreach (var group in groups)
        {
            if (read(group) is not { } bounds)
            {
                return null;
            }

            all = all is not { } known ? bounds : (
                known.Min.CompareTo(bounds.Min) <= 0 ? known.Min : bounds.Min,
                known.Max.CompareTo(bounds.Max) >= 0 ? known.Max : bounds.Max);
        }

        return all;
    }

    private static (string Min, string Max)? TextBounds(IReadOnlyList<Statistics> groups)
    {
        (byte[] Min, byte[] Max)? all = null;
        foreach (var group in groups)
        {
            if (group is not Statistics<ByteArray> bounds)
            {
                return null;
            }

            var (min, max) = (Bytes(bounds.Min.Pointer, bounds.Min.Length), Bytes(bounds.Max.Pointer, bounds.Max.Length));
            all = all is not { } known ? (min, max) : (
                known.Min.AsSpan().SequenceCompareTo(min) <= 0 ? known.Min : min,
                known.Max.AsSpan().SequenceCompareTo(max) >= 0 ? known.Max : max);
        }

        return all is { } found && AtMost(Encoding.UTF8.GetString(found.Max)) is { } upper
            ? (Quote(AtLeast(Encoding.UTF8.GetString(found.Min))), Quote(upper))
            : null;
    }

    /// <summary>The beginning of a text sorts before the text.</summary>
    internal static string AtLeast(string text) => string.Concat(text.EnumerateRunes().Take(TextLength));

    /// <summary>Of a longer text a beginning that sorts behind the text: its last character is replaced by the next one.</summary>
    internal static string? AtMost(string text)
    {
        var runes = text.EnumerateRunes().Take(TextLength + 1).ToList();
        if (runes.Count <= TextLength)
        {
            return text;
        }

        for (var last = TextLength - 1; last >= 0; last--)
        {
            // Behind U+D7FF comes U+E000, and behind U+10FFFF nothing.
            var next = runes[last].Value == 0xD7FF ? 0xE000 : runes[last].Value + 1;
            if (Rune.TryCreate(next, out var rune))
            {
                return string.Concat(runes.Take(last).Append(rune));
            }
        }

        return null;
    }

    // "N" would group the digits of an Int128; the default format does not.
    private static string Text(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    // Parquet widens a bound of 0 to -0 and +0, which are one number.
    private static string? Text(double value) =>
        double.IsFinite(value) ? (value == 0 ? 0 : value).ToString("R", CultureInfo.InvariantCulture) : null;

    private static string Text(Int128 unscaled, int scale)
    {
        var digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = Int128.IsNegative(unscaled) ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static string Date(Int128 days) =>
        Quote(DateTime.UnixEpoch.AddDays((double)days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Down to the millisecond, or up to the next one where there is any.</summary>
    private static string Time(Int128 microseconds, int up, string zone)
    {
        var exact = DateTime.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);
        var down = exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerMillisecond));
        var bound = up == 0 || down == exact || down == LastMillisecond ? down : down.AddMilliseconds(1);
        return Quote(bound.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + zone);
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, DeltaActions.Json.Encoder)}\"";

    private static Int128 Wide(FixedLenByteArray value) => BinaryPrimitives.ReadInt128BigEndian(Bytes(value.Pointer, WideBytes));

    private static byte[] Bytes(nint pointer, int length)
    {
        var bytes = new byte[length];
        Marshal.Copy(pointer, bytes, 0, length);
        return bytes;
    }
}
