namespace Analytics.Api.Paging;

/// <summary>A page of a list.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Next">The value of <c>before</c> (of <c>after</c>, where a list begins with the oldest) that asks for the next page; null where this is the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Next);
