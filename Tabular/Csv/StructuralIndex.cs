using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Finds the delimiters and line ends of a block that stand outside quotes: 64 bytes a step, quotes by a prefix XOR
/// with a carry.
/// </summary>
internal sealed class StructuralIndex(byte delimiter, byte? quote)
{
    private const int Step = 64;
    private const byte LineEnd = (byte)'\n';

    private const byte CarriageReturn = (byte)'\r';

    private const int FirstPositions = 4096;

    /// <summary>As many as a block of usual size can have; what a longer one took is given back.</summary>
    private const int KeptPositions = 5 * 1024 * 1024;

    private int[] _positions = new int[FirstPositions];
    private ulong _pendingReturn;

    public int Count { get; private set; }

    /// <summary>Quotes in the block.</summary>
    public int Quotes { get; private set; }

    /// <summary>
    /// Whether a carriage return stands outside quotes with no line feed behind it, the last byte of the block
    /// excepted.
    /// </summary>
    public bool HasStrayReturns { get; private set; }

    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Count);

    /// <summary>Indexes a block that begins outside quotes.</summary>
    public void Build(ReadOnlySpan<byte> block)
    {
        (Count, Quotes, HasStrayReturns, _pendingReturn) = (0, 0, false, 0);
        ulong carry = 0;
        var start = 0;
        for (; start + Step <= block.Length; start += Step)
        {
            IndexStep(block.Slice(start, Step), start, block.Length, ref carry);
        }

        if (start < block.Length)
        {
            Span<byte> last = stackalloc byte[Step];
            last.Clear();
            block[start..].CopyTo(last);
            last[block.Length - start] = LineEnd;
            IndexStep(last, start, block.Length, ref carry);
            Count -= Count > 0 && _positions[Count - 1] == block.Length ? 1 : 0;
        }
    }

    /// <summary>Gives back the memory that an unusually long block took; ends the use of <see cref="Positions"/>.</summary>
    public void Release()
    {
        if (_positions.Length > KeptPositions)
        {
            (_positions, Count) = (new int[FirstPositions], 0);
        }
    }

    private void IndexStep(ReadOnlySpan<byte> step, int start, int blockLength, ref ulong carry)
    {
        ref var first = ref MemoryMarshal.GetReference(step);
        var low = Vector256.LoadUnsafe(ref first);
        var high = Vector256.LoadUnsafe(ref first, (nuint)Vector256<byte>.Count);
        var lineEnds = Matches(low, high, LineEnd);
        var returns = Matches(low, high, CarriageReturn);
        var ends = Matches(low, high, delimiter) | lineEnds;
        if (quote is { } quoteByte)
        {
            var quotes = Matches(low, high, quoteByte);
            Quotes += BitOperations.PopCount(quotes);
            var inside = PrefixXor(quotes) ^ carry;
            carry = (ulong)((long)inside >> 63);
            ends &= ~inside;
            returns &= ~inside;
        }

        HasStrayReturns |= (((returns << 1) | _pendingReturn) & ~lineEnds) != 0;
        _pendingReturn = returns >> (Step - 1);

        if (Count + Step > _positions.Length)
        {
            // No byte has more than one position.
            Array.Resize(ref _positions, Math.Min(_positions.Length * 2, blockLength + (2 * Step)));
        }

        var positions = _positions.AsSpan(Count);
        var found = 0;
        while (ends != 0)
        {
            positions[found++] = start + BitOperations.TrailingZeroCount(ends);
            ends &= ends - 1;
        }

        Count += found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Matches(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits()
            | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    /// <summary>Bit i of the result is the parity of bits 0 to i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PrefixXor(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
