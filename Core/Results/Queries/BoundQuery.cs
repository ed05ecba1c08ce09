using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Queries;

namespace Analytics.Results.Queries;

/// <summary>A chart's query with the values of its filters, before it runs.</summary>
public sealed class BoundQuery
{
    internal BoundQuery(
        QueryText text,
        IReadOnlyList<DashboardFilter> filters,
        IReadOnlyDictionary<string, string?> given,
        IReadOnlyList<string> tables)
    {
        Values = filters.ToDictionary(filter => filter.Name, filter => given.GetValueOrDefault(filter.Name, filter.Default));
        Chosen = [.. filters.Where(filter => given.ContainsKey(filter.Name))];
        Sql = text.Sql;
        IsChanging = text.IsChanging;
        Parameters = [.. text.Filters.Select(name => (object?)Values[name])];
        Tables = tables;
    }

    /// <summary>The result tables that it reads, by name.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>What the filters are bound to, defaults included.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    /// <summary>Whether its rows may change though its tables and filters do not: it names the time, or chance.</summary>
    public bool IsChanging { get; }

    internal string Sql { get; }

    internal IReadOnlyList<object?> Parameters { get; }

    /// <summary>The filters that the reader gave a value, which may be none of the filter's type.</summary>
    internal IReadOnlyList<DashboardFilter> Chosen { get; }
}
