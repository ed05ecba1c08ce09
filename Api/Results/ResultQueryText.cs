using Analytics.Results;

namespace Analytics.Api.Results;

/// <summary>Reads filters and sorting from an address: <c>filter=delay:ge:15</c>, <c>sort=-flights,origin</c>.</summary>
internal static class ResultQueryText
{
    /// <summary>Null, with what is wrong, where a text is no filter or no sorting.</summary>
    public static ResultQuery? Parse(
        string table, string? columns, string[] filters, string? sort, long offset, int limit, out (string Parameter, string Message) fault)
    {
        fault = default;
        var parsed = new List<ResultFilter>();
        foreach (var text in filters)
        {
            if (FilterOf(text) is not { } filter)
            {
                fault = ("filter", $"'{text}' is not a filter: write column:operator:value, with one of "
                    + $"{string.Join(", ", Enum.GetNames<FilterOperator>().Select(name => name.ToLowerInvariant()))}; for in, part values by '|'.");
                return null;
            }

            parsed.Add(filter);
        }

        return new ResultQuery
        {
            Table = table,
            Columns = Split(columns),
            Filters = parsed,
            Sort = [.. Split(sort).Select(name => name[0] == '-' ? new ResultSort(name[1..], true) : new ResultSort(name))],
            Offset = offset,
            Limit = limit,
        };
    }

    private static ResultFilter? FilterOf(string text)
    {
        var parts = text.Split(':', 3);
        return parts.Length == 3 && !char.IsAsciiDigit(parts[1].FirstOrDefault())
            && Enum.TryParse<FilterOperator>(parts[1], ignoreCase: true, out var found) && Enum.IsDefined(found)
            ? new ResultFilter(parts[0], found, found == FilterOperator.In ? parts[2].Split('|') : [parts[2]])
            : null;
    }

    private static string[] Split(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
