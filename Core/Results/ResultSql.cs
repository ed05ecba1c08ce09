using System.Globalization;
using System.Text;

namespace Analytics.Results;

/// <summary>
/// Builds the SELECT of a question to one table. Names are those that the database gave for it, quoted; values are parameters, as text
/// that the database casts to the column's type.
/// </summary>
internal sealed class ResultSql
{
    private readonly StringBuilder _where = new();
    private readonly List<object?> _values = [];
    private readonly Dictionary<string, ResultColumn> _known;
    private readonly ResultQuery _query;

    private ResultSql(ResultQuery query, IReadOnlyList<ResultColumn> known)
    {
        _query = query;
        _known = known.ToDictionary(column => column.Name);
        Columns = query.Columns.Count == 0 ? known : [.. query.Columns.Where(_known.ContainsKey).Select(name => _known[name])];
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    public IReadOnlyList<object?> Values => _values;

    public string Rows => $"{Select}{(_query.Sort.Count == 0 ? "" : $" order by {string.Join(", ", Sorting)}")}";

    // A row's place breaks ties, so that pages neither repeat nor miss a row as long as no run changes the table.
    public string Page => string.Create(
        CultureInfo.InvariantCulture,
        $"{Select} order by {string.Join(", ", [.. Sorting, "ctid"])} limit {Limit} offset {Math.Max(0, _query.Offset)}");

    public string Count => $"select count(*) from {Table}{_where}";

    private string Table => ResultNames.Table(_query.Table);

    private string Select => $"select {string.Join(", ", Columns.Select(Shown))} from {Table}{_where}";

    private int Limit => Math.Clamp(_query.Limit, 1, ResultReads.MaxPage);

    private IEnumerable<string> Sorting => _query.Sort.Select(sort =>
        $"{ResultNames.Quote(sort.Column)} {(sort.Descending ? "desc" : "asc")} nulls last");

    public static ResultAnswer<ResultSql> Build(ResultQuery query, IReadOnlyList<ResultColumn> known)
    {
        var sql = new ResultSql(query, known);
        var named = query.Columns.Select(name => (Parameter: "columns", Name: name))
            .Concat(query.Filters.Select(filter => (Parameter: "filter", Name: filter.Column)))
            .Concat(query.Sort.Select(sort => (Parameter: "sort", Name: sort.Column)));
        if (named.FirstOrDefault(column => !sql._known.ContainsKey(column.Name)) is (var parameter, { } unknown))
        {
            return new ResultFault(
                "results.unknownColumn",
                $"The table '{query.Table}' has no column '{unknown}'.",
                $"It has: {string.Join(", ", known.Select(column => column.Name))}.")
            {
                Parameter = parameter,
            };
        }

        foreach (var filter in query.Filters)
        {
            if (filter.Operator is not FilterOperator.In && filter.Values.Count != 1)
            {
                return new ResultFault(
                    "results.badValue",
                    $"The filter on '{filter.Column}' has {filter.Values.Count} values.",
                    "Give one value, or use the operator 'in'.");
            }

            sql.Add(filter);
        }

        return sql;
    }

    private void Add(ResultFilter filter)
    {
        var column = ResultNames.Quote(filter.Column);
        var type = _known[filter.Column].Type;
        _values.Add(filter.Operator is FilterOperator.In ? filter.Values.ToArray() : filter.Values[0]);
        var value = string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
        _where.Append(_where.Length == 0 ? " where " : " and ").Append(filter.Operator switch
        {
            FilterOperator.Eq => $"{column} = {value}::{type}",
            FilterOperator.Ne => $"{column} <> {value}::{type}",
            FilterOperator.Lt => $"{column} < {value}::{type}",
            FilterOperator.Le => $"{column} <= {value}::{type}",
            FilterOperator.Gt => $"{column} > {value}::{type}",
            FilterOperator.Ge => $"{column} >= {value}::{type}",
            FilterOperator.Contains => $"strpos(lower({column}::text), lower({value})) > 0",
            FilterOperator.In => $"{column} = any ({value}::{type}[])",
            _ => throw new InvalidOperationException($"No SQL for the operator {filter.Operator}."),
        });
    }

    /// <summary>Numbers past .NET's decimal are given as text, so that no digit is lost.</summary>
    private static string Shown(ResultColumn column) =>
        WideNumbers.Is(column.Type) ? $"{ResultNames.Quote(column.Name)}::text" : ResultNames.Quote(column.Name);
}
