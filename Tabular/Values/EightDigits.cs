using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Analytics.Tabular.Values;

/// <summary>
/// Up to eight characters of a number in one word, the first in the lowest byte in use, so that all are checked and
/// summed at once: a loop whose length differs from value to value costs a wrong guess of the processor's each time.
/// </summary>
internal static class EightDigits
{
    public const int Length = 8;

    /// <summary>One more than any number of eight digits.</summary>
    public const long End = 100_000_000;

    /// <summary>One more than any number of seven digits, which is what is left beside a point.</summary>
    public const long EndBesidePoint = 10_000_000;

    /// <summary>Eight characters of the digit 0: what turns characters into the values of their digits, and back.</summary>
    public const ulong Zeros = 0x3030303030303030;

    private const ulong Ones = 0x0101010101010101;
    private const ulong HighBits = 0x8080808080808080;
    private const ulong Points = ('.' ^ '0') * Ones;

    /// <summary>
    /// One to eight characters, moved to the high end of the word with zeros before them; each is the value of its digit, or above 9.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(ReadOnlySpan<byte> text)
    {
        if (text.Length == Length)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text) ^ Zeros;
        }

        ulong word;
        if (text.Length >= sizeof(uint))
        {
            // The two halves may overlap: the characters in both are the same.
            word = BinaryPrimitives.ReadUInt32LittleEndian(text)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) << ((text.Length - sizeof(uint)) * 8));
        }
        else
        {
            word = text[0] | ((ulong)text[text.Length / 2] << (text.Length / 2 * 8)) | ((ulong)text[^1] << ((text.Length - 1) * 8));
        }

        return (word ^ Zeros) << ((Length - text.Length) * 8);
    }

    /// <summary>
    /// Takes the first point out, the digits before it move up; returns how many characters stand behind it, -1 where there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TakePoint(ref ulong word)
    {
        var other = word ^ Points;
        var points = (other - Ones) & ~other & HighBits;
        if (points == 0)
        {
            return -1;
        }

        // Of the marks only the lowest is sure to be a point.
        var place = BitOperations.TrailingZeroCount(points) & ~7;
        var before = (1UL << place) - 1;
        word = (word & (ulong.MaxValue << place << 8)) | ((word & before) << 8);
        return Length - 1 - (place / 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreDigits(ulong word) => ((word | (word + (6 * Ones))) & 0xF0F0F0F0F0F0F0F0) == 0;

    /// <summary>Neighbours as one number: the pairs stand in bytes 0, 2, 4 and 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pairs(ulong digits) => (digits * 10) + (digits >> 8);

    /// <summary>The number that eight digits write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Sum(ulong digits)
    {
        const ulong Pair = 0x000000FF000000FF;
        var pairs = Pairs(digits);
        return (long)((((pairs & Pair) * (100 + (1_000_000UL << 32))) + (((pairs >> 16) & Pair) * (1 + (10_000UL << 32)))) >> 32);
    }
}
