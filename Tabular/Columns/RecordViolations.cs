using Analytics.Tabular.Quarantine;

namespace Analytics.Tabular.Columns;

/// <summary>What is wrong with the record at hand: empty for most of them, and used again for the next.</summary>
internal sealed class RecordViolations
{
    private readonly List<Violation> _violations = [];

    public bool Any => _violations.Count > 0;

    public IReadOnlyList<Violation> All => _violations;

    public void Add(string column, string rule, ReadOnlySpan<byte> value) =>
        _violations.Add(new Violation(column, rule, Violation.Show(value)));

    public void AddShown(string column, string rule, string? value) => _violations.Add(new Violation(column, rule, value));

    public void Clear() => _violations.Clear();
}
