using System.Text.RegularExpressions;

namespace Analytics.LocalEmr.Clusters;

/// <summary>Normalised instance hours: hours begun of each instance, times its size's factor (an m1.small is 1).</summary>
internal static partial class InstanceHours
{
    private const int XLarge = 8;

    public static int Of(Cluster cluster, DateTimeOffset now)
    {
        var hours = (int)Math.Ceiling(((cluster.Ended ?? now) - cluster.Created).TotalHours);
        return hours * Hardware.Of(cluster).Sum(part => part.Count * Factor(part.InstanceType));
    }

    public static int Factor(string instanceType)
    {
        var size = instanceType[(instanceType.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return size switch
        {
            "small" => 1,
            "medium" => 2,
            "large" => 4,
            _ when Multiple().Match(size) is { Success: true } match => XLarge * Times(match.Groups["times"].ValueSpan),
            _ => XLarge,
        };
    }

    private static int Times(ReadOnlySpan<char> digits) => digits.IsEmpty ? 1 : int.Parse(digits);

    [GeneratedRegex("^(?<times>[0-9]{0,3})xlarge$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Multiple();
}
