namespace Analytics.Tabular.Unique;

/// <summary>
/// Says of most keys that they are not on disk, without a look there: a Bloom filter whose bits for one key lie in
/// one cache line.
/// </summary>
internal sealed class KeyFilter(KeyHash hash, int words)
{
    private const int WordsOfLine = 8;
    private const int BitsOfKey = 6;
    private const int BitsOfPlace = 9;

    private readonly ulong[] _words = new ulong[words];

    public void Add(UInt128 key)
    {
        var bits = hash.Of(key);
        var line = LineOf(bits);
        for (var i = 0; i < BitsOfKey; i++, bits >>= BitsOfPlace)
        {
            line[(int)((bits >> 6) % WordsOfLine)] |= 1UL << (int)(bits & 63);
        }
    }

    /// <summary>False only for keys that were never added.</summary>
    public bool MayContain(UInt128 key)
    {
        var bits = hash.Of(key);
        var line = LineOf(bits);
        for (var i = 0; i < BitsOfKey; i++, bits >>= BitsOfPlace)
        {
            if ((line[(int)((bits >> 6) % WordsOfLine)] & (1UL << (int)(bits & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The line is chosen by all bits of the hash, mixed once more, so that it does not repeat what the bits within
    /// it say.
    /// </summary>
    private Span<ulong> LineOf(ulong bits)
    {
        var line = (int)Math.BigMul(bits * 0x9E3779B97F4A7C15, (ulong)(_words.Length / WordsOfLine), out _);
        return _words.AsSpan(line * WordsOfLine, WordsOfLine);
    }
}
