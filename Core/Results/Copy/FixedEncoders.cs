using ParquetSharp;

namespace Analytics.Results.Copy;

internal readonly struct BooleanEncoder : ICopyEncoder<bool>
{
    public void Write(bool value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(byte));
        buffer.WriteByte(value ? (byte)1 : (byte)0);
    }
}

internal readonly struct Int16Encoder : ICopyEncoder<int>
{
    public void Write(int value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(short));
        buffer.WriteInt16(checked((short)value));
    }
}

internal readonly struct Int32Encoder : ICopyEncoder<int>
{
    public void Write(int value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(int));
        buffer.WriteInt32(value);
    }
}

internal readonly struct Int64Encoder : ICopyEncoder<long>
{
    public void Write(long value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(long));
        buffer.WriteInt64(value);
    }
}

internal readonly struct SingleEncoder : ICopyEncoder<float>
{
    public void Write(float value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(float));
        buffer.WriteSingle(value);
    }
}

internal readonly struct DoubleEncoder : ICopyEncoder<double>
{
    public void Write(double value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(double));
        buffer.WriteDouble(value);
    }
}

/// <summary>Days since 1970 become days since 2000.</summary>
internal readonly struct DateEncoder : ICopyEncoder<int>
{
    private const int Epoch = 10_957;

    public void Write(int value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(int));
        // DuckDB's infinities lie at the ends of the range, as PostgreSQL's do.
        buffer.WriteInt32(value is int.MaxValue or int.MinValue or -int.MaxValue ? Infinity(value > 0) : value - Epoch);
    }

    private static int Infinity(bool positive) => positive ? int.MaxValue : int.MinValue;
}

/// <summary>Microseconds of the day.</summary>
internal readonly struct TimeEncoder(TimeUnit unit) : ICopyEncoder<long>
{
    public void Write(long value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(long));
        buffer.WriteInt64(Micros.From(value, unit));
    }
}

/// <summary>Microseconds since 1970 become microseconds since 2000.</summary>
internal readonly struct TimestampEncoder(TimeUnit unit) : ICopyEncoder<long>
{
    private const long Epoch = 946_684_800_000_000;

    public void Write(long value, CopyBuffer buffer)
    {
        buffer.WriteInt32(sizeof(long));
        buffer.WriteInt64(value switch
        {
            long.MaxValue => long.MaxValue,
            long.MinValue or -long.MaxValue => long.MinValue,
            _ => checked(Micros.From(value, unit) - Epoch),
        });
    }
}

internal readonly struct UuidEncoder : ICopyEncoder<FixedLenByteArray>
{
    public const int Length = 16;

    public unsafe void Write(FixedLenByteArray value, CopyBuffer buffer)
    {
        buffer.WriteInt32(Length);
        buffer.WriteBytes(new ReadOnlySpan<byte>((void*)value.Pointer, Length));
    }
}
