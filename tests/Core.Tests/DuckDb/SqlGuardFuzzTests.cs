using Analytics.Core.DuckDb;

using CsCheck;

using DuckDB.NET.Data;

namespace Analytics.Core.Tests.DuckDb;

public sealed class SqlGuardFuzzTests
{
    private static readonly string[] Tables = ["t"];

    private static readonly string[] Words =
    [
        "select", "from", "t", "x", "where", "with", "as", "(", ")", ",", ";", "'", "\"", "$$", "--", "/*", "*/", "\n", "*",
        "1", "'a'", "$p", "?",
        "union", "all", "by", "group", "order", "limit", "join", "on", "using", "lateral", "values", "unnest", "range", "read_csv",
        "'/etc/passwd'", "'x.parquet'", "copy", "to", "attach", "install", "load", "set", "pragma", "create", "table",
        "insert", "into", "delete",
        "update", "explain", "describe", "summarize", "show", "pivot", "unpivot", "call", "export", "database", "sum", "getenv", "over",
        "partition", "case", "when", "then", "end", "cast", "::", "int", "[", "]", "{", "}", ":", "lambda", "->", "=", "<",
        "+", ".", "\u00a0", "\uff1b",
        "recursive", "materialized", "returning", "exists", "not", "null", "interval", "columns", "exclude", "replace", "filter", "within",
    ];

    private static readonly string[] Selects =
    [
        "select a, sum(b) from t group by a", "with c as (select 1 as x) select * from c join t on x = a", "from t", "values (1, 2)",
    ];

    private static readonly Gen<string> WordSoup = AnyOf(Words).Array[0, 30].Select(words => string.Join(' ', words));

    private static readonly Gen<string> Broken = Gen.Select(AnyOf(Selects), Gen.Int[0, 60], WordSoup, (select, at, soup) =>
        select.Insert(Math.Min(at, select.Length), soup));

    [Fact]
    public void Check_RandomText_NeverThrowsAndNeverAdmitsAnythingButOneSelect()
    {
        using var guard = Open();
        using var judge = Open();
        Gen.OneOf(WordSoup, Broken, Gen.String[0, 200]).Sample(
            sql =>
            {
                if (SqlGuard.Check(guard, sql, Tables, ["p"]) is SqlVerdict.Allowed allowed)
                {
                    AssertOneSelect(judge, allowed.Select);
                }
            },
            iter: 4_000, threads: 1);
    }

    /// <summary>By another way than the guard's: the engine's table function that takes one SELECT and nothing else.</summary>
    private static void AssertOneSelect(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"DESCRIBE FROM query('{sql.Replace("'", "''", StringComparison.Ordinal)}')";
        try
        {
            command.ExecuteNonQuery();
        }
        catch (DuckDBException exception)
        {
            // Tables, columns and parameters are unknown there; that it is one SELECT was found out before.
            Assert.DoesNotContain("Expected a single SELECT statement", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Parser Error", exception.Message, StringComparison.Ordinal);
        }
    }

    private static Gen<string> AnyOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
