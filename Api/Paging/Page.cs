namespace Analytics.Api.Paging;

/// <summary>A page of a list that begins with the newest.</summary>
/// <param name="Items">What it holds.</param>
/// <param name="Next">The value of <c>before</c> that asks for the next page; null where this is the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Next);
