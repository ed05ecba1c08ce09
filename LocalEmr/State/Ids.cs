using System.Security.Cryptography;
using System.Text;

namespace Analytics.LocalEmr.State;

/// <summary>Names as EMR makes them.</summary>
internal static class Ids
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string Cluster() => "j-" + RandomNumberGenerator.GetString(Letters, 13);

    public static string Step() => "s-" + RandomNumberGenerator.GetString(Letters, 20);

    /// <summary>A name that follows from a cluster's: what a cluster is made of needs no place of its own in the state.</summary>
    public static string Of(string prefix, string cluster, string part, int length = 13)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster}/{prefix}/{part}"));
        return prefix + Convert.ToHexString(hash)[..length];
    }
}
