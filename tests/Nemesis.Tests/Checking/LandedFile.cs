using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Nemesis.Tests.Checking;

/// <summary>A file as it was handed in and acknowledged: what must become of it is known before anybody reads it.</summary>
internal sealed class LandedFile
{
    /// <summary>Under the first contract an amount is at most 100; under the corrected one, 1000.</summary>
    private const int Large = 500;

    private const int Shops = 5;

    private readonly long _firstId;
    private readonly int _good;
    private readonly int _large;

    private LandedFile(string key, long firstId, int good, int large, int broken)
    {
        Key = key;
        _firstId = firstId;
        (_good, _large) = (good, large);
        Records = good + large + broken;
        IsPoison = good + large == 0;
        Content = Encoding.UTF8.GetBytes(Write());
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Content));
    }

    public string Key { get; }

    public byte[] Content { get; }

    public string Sha256 { get; }

    public int Records { get; }

    /// <summary>More of its records are broken than its contract allows, whichever is in force.</summary>
    public bool IsPoison { get; }

    /// <summary>At most a third of its records are too large or broken; no two files share an id.</summary>
    public static LandedFile Ordinary(string key, long firstId, int records, Random random) =>
        new(key, firstId, records - (records / 6) - (records / 12), records / 6, records / 12 * random.Next(2));

    public static LandedFile Poison(string key, long firstId, int records) => new(key, firstId, 0, 0, records);

    /// <summary>Ids of the rows that a contract keeps.</summary>
    public IEnumerable<long> KeptUnder(int contractVersion) =>
        Enumerable.Range(0, contractVersion < NemesisContract.Corrected ? _good : _good + _large).Select(n => _firstId + n);

    private string Write()
    {
        var text = new StringBuilder("id,shop,amount\n");
        for (var n = 0; n < Records; n++)
        {
            var amount = n < _good ? (n % 100).ToString(CultureInfo.InvariantCulture)
                : n < _good + _large ? Large.ToString(CultureInfo.InvariantCulture) : "much";
            text.Append(CultureInfo.InvariantCulture, $"{_firstId + n},shop {n % Shops},{amount}\n");
        }

        return text.ToString();
    }
}
