using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Quarantine;

/// <summary>Counts violations by column and rule, with the first of each.</summary>
internal sealed class ViolationTally
{
    /// <summary>Stands for all kinds past <see cref="ConversionResult.MaxViolationKinds"/>.</summary>
    public const string OtherRule = "other";

    private readonly Dictionary<(string Column, string Rule), ViolationCount> _counts = [];

    public void Add(Violation violation, long record, long line) =>
        Add(new ViolationCount(violation.Column, violation.Rule, 1, record, violation.Value, line));

    public void AddAll(ViolationTally other)
    {
        foreach (var count in other._counts.Values)
        {
            Add(count);
        }
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<ViolationCount> ToList() =>
    [
        .. _counts.Values
            .OrderByDescending(count => count.Count)
            .ThenBy(count => count.Column, StringComparer.Ordinal)
            .ThenBy(count => count.Rule, StringComparer.Ordinal),
    ];

    private void Add(ViolationCount more)
    {
        var key = (more.Column, more.Rule);
        if (!_counts.ContainsKey(key) && _counts.Count >= ConversionResult.MaxViolationKinds - 1)
        {
            key = ("", OtherRule);
            more = more with { Column = "", Rule = OtherRule };
        }

        if (!_counts.TryGetValue(key, out var known))
        {
            _counts.Add(key, more);
            return;
        }

        var first = known.FirstRecord <= more.FirstRecord ? known : more;
        _counts[key] = first with { Count = known.Count + more.Count };
    }
}
