namespace Analytics.Tabular.Schema;

/// <summary>A column as its contract declares it.</summary>
public sealed record Field
{
    private readonly IReadOnlyList<string>? _trueValues;
    private readonly IReadOnlyList<string>? _falseValues;

    public required string Name { get; init; }

    public required ColumnType Type { get; init; }

    /// <summary>The unit of the values, for people: <c>minutes</c>, <c>USD</c>.</summary>
    public string? Unit { get; init; }

    public string? Description { get; init; }

    /// <summary>
    /// How dates and times are written, in strptime's letters (<c>%d/%m/%Y</c>); null for ISO 8601 (a blank for the T
    /// is taken too).
    /// </summary>
    public string? Format { get; init; }

    /// <summary>Stands before the fraction of float, double and decimal.</summary>
    public char DecimalChar { get; init; } = '.';

    /// <summary>Stands between groups of three digits; null where there is none.</summary>
    public char? GroupChar { get; init; }

    public IReadOnlyList<string> TrueValues
    {
        get => _trueValues ?? ["true"];
        init => _trueValues = value;
    }

    public IReadOnlyList<string> FalseValues
    {
        get => _falseValues ?? ["false"];
        init => _falseValues = value;
    }

    /// <summary>Whether the contract says which texts are true or false; JSON has words of its own for them.</summary>
    internal bool HasBooleanTexts => _trueValues is not null || _falseValues is not null;

    public FieldConstraints Constraints { get; init; } = FieldConstraints.None;
}
