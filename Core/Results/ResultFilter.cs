namespace Analytics.Results;

/// <summary>One condition on a column; all conditions of a query hold together.</summary>
/// <param name="Values">In invariant form; exactly one, but any number for <see cref="FilterOperator.In"/>.</param>
public sealed record ResultFilter(string Column, FilterOperator Operator, IReadOnlyList<string> Values);
