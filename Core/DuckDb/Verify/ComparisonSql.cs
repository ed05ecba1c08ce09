using System.Globalization;

using Analytics.Engines;
using Analytics.Tabular.Schema;

namespace Analytics.DuckDb.Verify;

/// <summary>
/// The SELECTs that compare two tables of the same columns. Columns are called <c>c0</c>, <c>c1</c>, … within, so that no declared name
/// can meet one of the text's own.
/// </summary>
internal sealed class ComparisonSql
{
    /// <summary>Where the columns' counts of differing rows begin in a row of <see cref="Counts"/>.</summary>
    public const int FirstColumn = 5;

    /// <summary>Of <see cref="Checksums"/>: a row for each column, in their order.</summary>
    public static readonly IReadOnlyList<string> ChecksumColumns = ["number", "left_sum", "right_sum"];

    /// <summary>Of <see cref="Examples"/>.</summary>
    public static readonly IReadOnlyList<string> ExampleColumns = ["example"];

    /// <summary>What a number of 32 bits can hold.</summary>
    private const double SinglePrecision = 1e-6;

    private const int Shown = 10;
    private const int LongestExample = 1_000;

    private readonly EngineOutput _output;
    private readonly string _left;
    private readonly string _right;
    private readonly string _matched;
    private readonly IReadOnlyList<string> _differs;

    public ComparisonSql(EngineOutput output, string left, string right, double tolerance)
    {
        _output = output;
        _left = left;
        _right = right;
        var all = Enumerable.Range(0, output.Columns.Count).ToList();
        var exact = all.Where(at => !IsFloating(at)).ToList();
        var named = exact.Where(at => output.Key.Contains(output.Columns[at].Name, StringComparer.OrdinalIgnoreCase)).ToList();
        var key = output.Key.Count > 0 ? named : exact;
        var rest = all.Except(key).ToList();
        _differs = [.. all.Select(at => key.Contains(at) ? "false" : Differs(at, tolerance))];
        _matched = $"""
            WITH l AS ({Numbered(left, key, rest)}), r AS ({Numbered(right, key, rest)}),
            matched AS (
                SELECT {string.Join(", ", all.Select(at => $"l.c{at} AS l{at}, r.c{at} AS r{at}"))},
                    l.n IS NULL AS right_only, r.n IS NULL AS left_only
                FROM l FULL JOIN r ON l.n = r.n{string.Concat(key.Select(at => $" AND l.c{at} IS NOT DISTINCT FROM r.c{at}"))}
            )
            """;
    }

    private bool IsFloating(int at) => _output.Columns[at].Type.Kind is ColumnKind.Float or ColumnKind.Double;

    private string Both => $"NOT left_only AND NOT right_only AND ({string.Join(" OR ", _differs)})";

    /// <summary>Of <see cref="Counts"/>: one row.</summary>
    public static IReadOnlyList<string> CountColumns(EngineOutput output) =>
        ["left_rows", "right_rows", "left_only", "right_only", "differing", .. output.Columns.Select((_, at) => $"differing{at}")];

    public string Counts() => $"""
        {_matched}
        SELECT (SELECT count(*) FROM {SqlNames.Quote(_left)})::VARCHAR AS left_rows,
            (SELECT count(*) FROM {SqlNames.Quote(_right)})::VARCHAR AS right_rows,
            count(*) FILTER (WHERE left_only)::VARCHAR AS left_only, count(*) FILTER (WHERE right_only)::VARCHAR AS right_only,
            count(*) FILTER (WHERE {Both})::VARCHAR AS differing,
            {string.Join(", ", _differs.Select((differs, at) =>
                $"count(*) FILTER (WHERE NOT left_only AND NOT right_only AND {differs})::VARCHAR AS differing{at}"))}
        FROM matched
        """;

    public string Checksums() => string.Join(" UNION ALL ", _output.Columns.Select((column, at) => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT '{at:d6}' AS number, ({Checksum(_left, at)}) AS left_sum, ({Checksum(_right, at)}) AS right_sum"))) + " ORDER BY number";

    public string Examples() => $"""
        {_matched}
        SELECT left(CASE WHEN left_only THEN {SqlNames.Literal($"only {_left}: ")} || {Row('l')}
            WHEN right_only THEN {SqlNames.Literal($"only {_right}: ")} || {Row('r')}
            ELSE {Difference()} END, {LongestExample}) AS example
        FROM matched WHERE left_only OR right_only OR ({Both})
        ORDER BY example LIMIT {Shown}
        """;

    /// <summary>Rows under the same key are numbered, so that each is matched by one.</summary>
    private string Numbered(string table, List<int> key, List<int> rest)
    {
        var columns = _output.Columns.Select((column, at) => $"{SqlNames.Quote(column.Name)} AS c{at}");
        var partition = key.Count == 0 ? "" : $"PARTITION BY {string.Join(", ", key.Select(at => $"c{at}"))}";
        var order = rest.Count == 0 ? "" : $"ORDER BY {string.Join(", ", rest.OrderBy(IsFloating).Select(at => $"c{at}"))}";
        return $"SELECT *, row_number() OVER ({partition} {order}) AS n "
            + $"FROM (SELECT {string.Join(", ", columns)} FROM {SqlNames.Quote(table)})";
    }

    private string Differs(int at, double tolerance)
    {
        var distinct = $"l{at} IS DISTINCT FROM r{at}";
        if (_output.Columns[at].Type.Kind == ColumnKind.Float)
        {
            tolerance = Math.Max(tolerance, SinglePrecision);
        }

        return !IsFloating(at) ? distinct : string.Create(
            CultureInfo.InvariantCulture,
            $"({distinct} AND NOT coalesce(isfinite(l{at}) AND isfinite(r{at}) "
            + $"AND abs(l{at} - r{at}) <= {tolerance:R}::DOUBLE * greatest(1, abs(l{at}), abs(r{at})), false))");
    }

    private string Checksum(string table, int at)
    {
        var name = SqlNames.Quote(_output.Columns[at].Name);
        var sum = IsFloating(at)
            ? $"printf('%.10g', coalesce(sum({name}::DOUBLE), 0))"
            : $"lower(hex((coalesce(sum(hash({name})), 0) % 18446744073709551616)::UBIGINT))";
        return $"SELECT {sum} FROM {SqlNames.Quote(table)}";
    }

    private string Row(char side) => string.Join(" || ', ' || ", _output.Columns.Select((column, at) =>
        $"{SqlNames.Literal(column.Name + " = ")} || {Text($"{side}{at}")}"));

    /// <summary>All values, and where the other result has another one, that too.</summary>
    private string Difference() => string.Join(" || ', ' || ", _output.Columns.Select((column, at) =>
        $"{SqlNames.Literal(column.Name + " = ")} || {Text($"l{at}")} || CASE WHEN {_differs[at]} THEN {SqlNames.Literal($" ({_right}: ")} "
        + $"|| {Text($"r{at}")} || ')' ELSE '' END"));

    private static string Text(string value) => $"coalesce({value}::VARCHAR, 'NULL')";
}
