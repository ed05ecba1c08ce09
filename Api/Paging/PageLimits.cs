namespace Analytics.Api.Paging;

internal static class PageLimits
{
    public const int DefaultLimit = 50;

    public const int MaxLimit = 500;

    /// <summary>A page of <paramref name="limit"/> items, cut from one that was read with one item more.</summary>
    public static Page<T> ToPage<T>(this IReadOnlyList<T> read, int limit, Func<T, long> number) =>
        read.Count > limit ? new([.. read.Take(limit)], number(read[limit - 1])) : new(read, null);
}
