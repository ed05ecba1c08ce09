using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Unicode;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>
/// Typed values as the texts that the strict parsers take, exactly. A value that no such text can stand for is marked as inexact, and
/// its record goes to quarantine.
/// </summary>
internal static class ParquetText
{
    private const long MicrosOfDay = 86_400_000_000;
    private const long TicksOfMicro = 10;
    private const int JulianDayOfEpoch = 2_440_588;

    /// <summary>Any decimal of so many digits is read back from the nearest float, or double, as it was.</summary>
    private const int SingleDigits = 6;
    private const int DoubleDigits = 15;

    public static unsafe ReadOnlySpan<byte> BytesOf(ByteArray value) => new((void*)value.Pointer, value.Length);

    public static unsafe ReadOnlySpan<byte> BytesOf(FixedLenByteArray value, int length) => new((void*)value.Pointer, length);

    public static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            json.WriteStringValue(text);
        }
        else
        {
            json.WriteStartObject();
            json.WriteBase64String(InputColumn.Bytes, text);
            json.WriteEndObject();
        }
    }

    public static void WriteWhole(Utf8JsonWriter json, long value, bool toFloating, bool toSingle)
    {
        var isExact = !toFloating || (toSingle ? Math.Abs((decimal)value) <= 1 << 24 : Math.Abs((decimal)value) <= 1L << 53);
        if (isExact)
        {
            json.WriteNumberValue(value);
        }
        else
        {
            WriteInexact(json, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static void WriteUnsigned(Utf8JsonWriter json, ulong value, bool toFloating, bool toSingle)
    {
        if (value <= long.MaxValue)
        {
            WriteWhole(json, (long)value, toFloating, toSingle);
        }
        else if (toFloating)
        {
            WriteInexact(json, value.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    /// <summary>A float widens to a double of the same value; its own shortest text would name another one.</summary>
    public static void WriteSingle(Utf8JsonWriter json, float value, bool toDouble)
    {
        if (!float.IsFinite(value))
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
        else if (toDouble)
        {
            json.WriteNumberValue((double)value);
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    public static void WriteHalf(Utf8JsonWriter json, FixedLenByteArray bytes, bool toSingle) => WriteSingle(
        json, (float)BinaryPrimitives.ReadHalfLittleEndian(BytesOf(bytes, sizeof(ushort))), toDouble: !toSingle);

    public static void WriteDouble(Utf8JsonWriter json, double value, bool toSingle)
    {
        if (!double.IsFinite(value))
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
        else if (toSingle && (float)value != value)
        {
            WriteInexact(json, value.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    /// <summary>A floating field takes a decimal only where its value can be read back from the floating one.</summary>
    public static void WriteDecimal(Utf8JsonWriter json, BigInteger unscaled, int scale, ColumnKind kind)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var fraction = digits[^scale..].TrimEnd('0');
        var whole = digits[..^scale];
        var text = (unscaled.Sign < 0 ? "-" : "") + whole + (fraction.Length > 0 ? "." + fraction : "");
        var isKept = kind switch
        {
            ColumnKind.Float => CountDigits(whole, fraction) <= SingleDigits || IsWholeUpTo(1 << 24),
            ColumnKind.Double => CountDigits(whole, fraction) <= DoubleDigits || IsWholeUpTo(1L << 53),
            _ => true,
        };
        if (isKept)
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            WriteInexact(json, text);
        }

        bool IsWholeUpTo(long most) => fraction.Length == 0 && BigInteger.Parse(whole, CultureInfo.InvariantCulture) <= most;
    }

    /// <summary>From the first digit that is not 0 to the last one.</summary>
    private static int CountDigits(string whole, string fraction) => (whole + fraction).Trim('0').Length;

    /// <summary>A value of a column that has none: its bytes mean nothing.</summary>
    public static void WriteImpossible(Utf8JsonWriter json) => WriteInexact(json, "a value in a column of the null type");

    public static void WriteLegacyDate(Utf8JsonWriter json, int days)
    {
        if (LegacyCalendar.RebaseDay(days) is { } rebased)
        {
            WriteDate(json, rebased);
        }
        else
        {
            WriteInexact(json, $"{days} days since 1970");
        }
    }

    public static void WriteDate(Utf8JsonWriter json, int days)
    {
        var number = days + (long)DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        if (number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber)
        {
            json.WriteStringValue(DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        else
        {
            WriteInexact(json, $"{days} days since 1970");
        }
    }

    public static void WriteTime(Utf8JsonWriter json, long value, TimeUnit unit)
    {
        if (!TryMicros(value, unit, out var micros) || micros < 0 || micros >= MicrosOfDay)
        {
            WriteInexact(json, $"{value} {unit} since midnight");
            return;
        }

        json.WriteStringValue(new TimeOnly(micros * TicksOfMicro).ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture));
    }

    /// <param name="json">Takes the value.</param>
    /// <param name="value">So many units since 1970.</param>
    /// <param name="unit">Their length.</param>
    /// <param name="isUtc">Whether it is an instant.</param>
    /// <param name="calendar">The calendar that it is rebased from; null where it is in the one in use now.</param>
    public static void WriteTimestamp(Utf8JsonWriter json, long value, TimeUnit unit, bool isUtc, LegacyCalendar? calendar)
    {
        if (!TryMicros(value, unit, out var micros) || !WriteMicros(json, micros, isUtc, calendar))
        {
            WriteInexact(json, $"{value} {unit} since 1970{Remark(calendar)}");
        }
    }

    public static void WriteInt96(Utf8JsonWriter json, Int96 value, bool isUtc, LegacyCalendar? calendar)
    {
        var nanos = (long)((uint)value.A | ((ulong)(uint)value.B << 32));
        var micros = (((Int128)value.C - JulianDayOfEpoch) * MicrosOfDay) + (nanos / 1000);
        if (nanos % 1000 != 0 || micros < long.MinValue || micros > long.MaxValue || !WriteMicros(json, (long)micros, isUtc, calendar))
        {
            WriteInexact(json, $"day {value.C}, {nanos} ns{Remark(calendar)}");
        }
    }

    public static void WriteUuid(Utf8JsonWriter json, FixedLenByteArray value) =>
        json.WriteStringValue(new Guid(BytesOf(value, 16), bigEndian: true));

    private static string Remark(LegacyCalendar? calendar) => calendar is null
        ? ""
        : $" in Spark's LEGACY calendar and the time zone {calendar.Zone ?? "that the file does not name"}";

    private static bool WriteMicros(Utf8JsonWriter json, long original, bool isUtc, LegacyCalendar? calendar)
    {
        if ((calendar is null ? original : calendar.RebaseMicros(original)) is not { } micros)
        {
            return false;
        }

        var ticks = DateTime.UnixEpoch.Ticks + ((Int128)micros * TicksOfMicro);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[32];
        new DateTime((long)ticks).TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        if (isUtc)
        {
            text[length++] = (byte)'Z';
        }

        json.WriteStringValue(text[..length]);
        return true;
    }

    private static bool TryMicros(long value, TimeUnit unit, out long micros)
    {
        var exact = unit switch
        {
            TimeUnit.Millis => (Int128)value * 1000,
            TimeUnit.Nanos => value / 1000,
            _ => value,
        };
        micros = (long)exact;
        return exact == micros && (unit != TimeUnit.Nanos || value % 1000 == 0);
    }

    private static void WriteInexact(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString(InputColumn.Inexact, text);
        json.WriteEndObject();
    }
}
