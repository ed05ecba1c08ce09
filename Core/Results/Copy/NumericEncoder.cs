using System.Buffers.Binary;
using System.Numerics;

using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>PostgreSQL's numeric: digits to the base 10,000, grouped from the decimal point on.</summary>
internal readonly struct NumericEncoder(int scale) :
    ICopyEncoder<int>, ICopyEncoder<long>, ICopyEncoder<FixedLenByteArray>
{
    /// <summary>Of a decimal of 38 digits as DuckDB and Arrow write it.</summary>
    public const int WideLength = 16;

    private const int GroupDigits = 4;
    private const int Base = 10_000;
    private const short Negative = 0x4000;

    // 38 digits take ten groups; two more may be cut by the point.
    private const int MaxGroups = 12;

    private static readonly int[] Powers = [1, 10, 100, 1000];

    public void Write(int value, CopyBuffer buffer) => Write((long)value, buffer);

    public void Write(long value, CopyBuffer buffer) =>
        Write(value < 0 ? unchecked((ulong)-value) : (ulong)value, value < 0, buffer);

    public unsafe void Write(FixedLenByteArray value, CopyBuffer buffer)
    {
        var wide = BinaryPrimitives.ReadInt128BigEndian(new ReadOnlySpan<byte>((void*)value.Pointer, WideLength));
        var magnitude = (UInt128)(wide < 0 ? -wide : wide);
        if (magnitude <= ulong.MaxValue)
        {
            Write((ulong)magnitude, wide < 0, buffer);
        }
        else
        {
            Write(magnitude, wide < 0, buffer);
        }
    }

    private void Write<T>(T magnitude, bool isNegative, CopyBuffer buffer)
        where T : struct, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        Span<short> groups = stackalloc short[MaxGroups];
        var count = 0;
        var fraction = (scale + GroupDigits - 1) / GroupDigits;

        // The last digits behind the point may not fill their group: the missing ones are zeros.
        if (scale % GroupDigits is var partial and > 0)
        {
            var power = Powers[partial];
            (magnitude, var rest) = T.DivRem(magnitude, T.CreateTruncating(power));
            groups[count++] = (short)(int.CreateTruncating(rest) * Powers[GroupDigits - partial]);
        }

        while (magnitude != T.Zero)
        {
            (magnitude, var rest) = T.DivRem(magnitude, T.CreateTruncating(Base));
            groups[count++] = short.CreateTruncating(rest);
        }

        while (count > 0 && groups[count - 1] == 0)
        {
            count--;
        }

        var first = 0;
        while (first < count && groups[first] == 0)
        {
            first++;
        }

        var digits = count - first;
        buffer.WriteInt32(sizeof(short) * (4 + digits));
        buffer.WriteInt16((short)digits);
        buffer.WriteInt16((short)(digits == 0 ? 0 : count - 1 - fraction));
        buffer.WriteInt16(isNegative && digits > 0 ? Negative : (short)0);
        buffer.WriteInt16((short)scale);
        for (var at = count - 1; at >= first; at--)
        {
            buffer.WriteInt16(groups[at]);
        }
    }
}
