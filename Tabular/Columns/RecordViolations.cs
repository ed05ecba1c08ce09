using System.Globalization;
using Analytics.Tabular.Quarantine;

namespace Analytics.Tabular.Columns;

/// <summary>
/// What is wrong with the record at hand: empty for most of them, and used again for the next. A record of megabytes can
/// break a rule millions of times: past <see cref="MaxShown"/> the violations are counted only.
/// </summary>
internal sealed class RecordViolations
{
    public const int MaxShown = 100;

    /// <summary>The rule of the violation that says how many more there were.</summary>
    public const string MoreRule = "more";

    private readonly List<Violation> _violations = [];
    private long _more;

    public bool Any => _violations.Count > 0;

    public IReadOnlyList<Violation> All => _more == 0
        ? _violations
        : [.. _violations, new Violation("", MoreRule, string.Create(CultureInfo.InvariantCulture, $"and {_more:N0} more"))];

    public void Add(string column, string rule, ReadOnlySpan<byte> value)
    {
        if (HasRoom())
        {
            _violations.Add(new Violation(column, rule, Violation.Show(value)));
        }
    }

    public void AddShown(string column, string rule, string? value)
    {
        if (HasRoom())
        {
            _violations.Add(new Violation(column, rule, value));
        }
    }

    public void Clear()
    {
        _violations.Clear();
        _more = 0;
    }

    private bool HasRoom()
    {
        _more += _violations.Count < MaxShown ? 0 : 1;
        return _violations.Count < MaxShown;
    }
}
