namespace Analytics.Core.Results.Queries;

/// <summary>A piece of a query.</summary>
/// <param name="End">The place after its last character.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End);
