using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.Tabular.Schema;

using CsCheck;

using DuckDB.NET.Data;

namespace Analytics.DuckDb.Tests;

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
        "sqlite_master", "duckdb_views", "pragma_database_list", "'x.csv'", "current_user", "c",
        "recursive", "materialized", "returning", "exists", "not", "null", "interval", "columns", "exclude", "replace", "filter", "within",
    ];

    private static readonly string[] Selects =
    [
        "with recursive c as (select 1 as x union all select x + 1 from c where x < 3) select * from c",
        "with recursive sqlite_master as (select 1 as x union all select x + 1 from sqlite_master where x < 3) select * from sqlite_master",
        "select a, sum(b) from t group by a", "with c as (select 1 as x) select * from c join t on x = a", "from t", "values (1, 2)",
    ];

    private static readonly Gen<string> WordSoup = AnyOf(Words).Array[0, 30].Select(words => string.Join(' ', words));

    private static readonly Gen<string> Broken = Gen.Select(AnyOf(Selects), Gen.Int[0, 60], WordSoup, (select, at, soup) =>
        select.Insert(Math.Min(at, select.Length), soup));

    [Fact]
    public void Check_RandomText_NeverThrowsAndNeverAdmitsAnythingButOneSelectOverTheInputs()
    {
        using var folder = new ScratchFolder();
        using var session = OpenSession(folder);
        using var guard = Open();
        using var judge = Open();
        Gen.OneOf(WordSoup, Broken, Gen.String[0, 200]).Sample(
            sql =>
            {
                if (SqlGuard.Check(guard, sql, Tables, ["p"]) is SqlCheck.Allowed allowed)
                {
                    AssertOneSelect(judge, allowed.Select);
                    AssertReadsInputsAlone(session, allowed.Select);
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

    /// <summary>By the plan that the engine would run: what it reads are Parquet files, which only the inputs are.</summary>
    private static void AssertReadsInputsAlone(DuckDBConnection session, string sql)
    {
        using var command = session.CreateCommand();
        command.CommandText = $"EXPLAIN (FORMAT json) {sql}";
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                Assert.DoesNotMatch(
                    "\"name\": *\"(DUCKDB|SQLITE|PRAGMA|READ_CSV|READ_TEXT|READ_BLOB|READ_JSON|GLOB|SEQ_SCAN)", reader.GetString(1));
            }
        }
        catch (InvalidOperationException unbound) when (unbound.Message.StartsWith("Invalid number of parameters", StringComparison.Ordinal))
        {
            // A parameter without a value is the author's affair.
        }
        catch (DuckDBException exception)
        {
            // It reads nothing, then. Columns that are not there are the author's affair.
            Assert.DoesNotContain("IO Error", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Permission Error", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Catalog Error: Table with name", exception.Message, StringComparison.Ordinal);
        }
    }

    private static DuckDBConnection OpenSession(ScratchFolder folder)
    {
        using (var writer = Open())
        {
            writer.Run($"COPY (SELECT 1::INT AS a, 2::INT AS b) TO '{folder.File("t.parquet")}' (FORMAT parquet)");
        }

        var integer = new ColumnType(ColumnKind.Int32);
        var input = new EngineInput("t", [folder.File("t.parquet")], [new EngineColumn("a", integer), new EngineColumn("b", integer)]);
        return SandboxedSession.Open(
            [input], new SandboxLimits { MemoryBytes = 100 << 20, DiskBytes = 1 << 30 }, new SessionFolders(folder.File("scratch")));
    }

    private static Gen<string> AnyOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
