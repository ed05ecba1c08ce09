namespace Analytics.Catalogue.Queries;

/// <summary>A piece of a query.</summary>
/// <param name="End">The place after its last character.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End);
