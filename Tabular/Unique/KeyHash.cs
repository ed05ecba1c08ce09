using System.Security.Cryptography;

namespace Analytics.Tabular.Unique;

/// <summary>
/// Spreads keys over tables, by a secret of its own: no file can be made to fill one place of a table.
/// </summary>
internal sealed class KeyHash
{
    private readonly ulong _lowSecret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly ulong _highSecret = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public ulong Of(UInt128 key)
    {
        var high = Math.BigMul((ulong)key ^ _lowSecret, (ulong)(key >> 64) ^ _highSecret, out var low);
        high = Math.BigMul(high ^ low ^ _highSecret, _lowSecret | 1, out low);
        return high ^ low;
    }
}
