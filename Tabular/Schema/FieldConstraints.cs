namespace Analytics.Tabular.Schema;

/// <summary>
/// What a field's values must satisfy (Frictionless Table Schema, version 2). Bounds are kept as the contract writes
/// them.
/// </summary>
public sealed record FieldConstraints
{
    public static readonly FieldConstraints None = new();

    /// <summary>No value may be missing.</summary>
    public bool Required { get; init; }

    /// <summary>
    /// No value stands twice in a file; of two the later record is the duplicate. Missing values do not count.
    /// </summary>
    public bool Unique { get; init; }

    /// <summary>The smallest value allowed, in the field's own notation.</summary>
    public string? Minimum { get; init; }

    /// <summary>The largest value allowed, in the field's own notation.</summary>
    public string? Maximum { get; init; }

    /// <summary>Characters (Unicode scalar values), at least.</summary>
    public int? MinLength { get; init; }

    /// <summary>Characters (Unicode scalar values), at most.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A regular expression that the whole value matches; .NET syntax, without backtracking.</summary>
    public string? Pattern { get; init; }

    /// <summary>The only values allowed, in the field's own notation; null for any.</summary>
    public IReadOnlyList<string>? Enum { get; init; }
}
