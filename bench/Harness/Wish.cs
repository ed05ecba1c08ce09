using System.Globalization;

namespace Analytics.Bench.Harness;

/// <summary>What the command line asks for: ids of ratios, all when there is none, and a number of rounds.</summary>
internal sealed record Wish(IReadOnlyList<string> Ids, int Rounds)
{
    private const int DefaultRounds = 5;

    public static Wish Of(IReadOnlyList<string> args)
    {
        var rounds = DefaultRounds;
        var ids = new List<string>();
        foreach (var arg in args)
        {
            if (int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                rounds = number;
            }
            else
            {
                ids.Add(arg);
            }
        }

        return new Wish(ids, rounds);
    }

    /// <summary><c>P1</c> names P1 and P1-broken, and <c>P14</c> names P14a; P1 does not name P14.</summary>
    public bool Names(string id) => Ids.Count == 0 || Ids.Any(wanted =>
        id.StartsWith(wanted, StringComparison.Ordinal)
        && (id.Length == wanted.Length || id[wanted.Length] == '-' || char.IsAsciiLetter(id[wanted.Length])));
}
