using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Analytics.Tabular.Unique;

/// <summary>
/// Sixteen bytes that stand for a value: the value itself where it is short, with its length; else 120 bits of its
/// SHA-256, which nobody can make two values share. Never zero.
/// </summary>
internal static class UniqueKey
{
    private const int MaxExactBytes = 15;
    private const byte HashedMark = 0xFF;

    public static UInt128 Of(ReadOnlySpan<byte> value)
    {
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        key.Clear();
        if (value.Length <= MaxExactBytes)
        {
            value.CopyTo(key[1..]);
            key[0] = (byte)(value.Length + 1);
        }
        else
        {
            SHA256.HashData(value, key);
            key[0] = HashedMark;
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(key);
    }
}
