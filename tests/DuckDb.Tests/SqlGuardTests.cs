using DuckDB.NET.Data;

namespace Analytics.DuckDb.Tests;

public sealed class SqlGuardTests(SqlGuardTests.Parser parser) : IClassFixture<SqlGuardTests.Parser>
{
    private static readonly string[] Tables = ["flights", "airports"];
    private static readonly string[] Parameters = ["from", "to"];

    [Theory]
    [InlineData("select 1")]
    [InlineData("select 1;")]
    [InlineData("  select 1 ; ;\n\t")]
    [InlineData("-- why\nselect 1 -- end")]
    [InlineData("from flights")]
    [InlineData("values (1, 'a')")]
    [InlineData("select * from main.flights f join airports a using (code)")]
    [InlineData("select * from FLIGHTS")]
    [InlineData("with a as (select 1 as x), b as (select * from a) select * from a, b")]
    [InlineData("with recursive n(x) as (select 1 union all select x + 1 from n where x < 9) select * from n")]
    [InlineData("with recursive n(a, b) using key (a) as (select 1, 2 union select a, b + 1 from n where b < 9) select * from n")]
    [InlineData("with Steps as (select 1 as x) select * from sTEPS")]
    [InlineData("select (select max(x) from unnest([1, 2]) u(x)), * from range(10) r, generate_series(1, 3) g")]
    [InlineData("select a from flights where day between $from and $to qualify row_number() over (partition by a order by b) = 1")]
    [InlineData("select quantile_cont(delay, 0.9), median(delay), count(*) filter (where delay > 15) from flights group by all order by 1")]
    [InlineData("select percentile_cont(0.5) within group (order by delay) from flights")]
    [InlineData("select list_transform([1, 2], lambda x: x + 1), [x for x in [1, 2] if x > 1], {'a': 1}.a, map {'k': 1}['k']")]
    [InlineData("select columns(lambda c: c like 'd%') from flights")]
    [InlineData("select * exclude (a) replace (b + 1 as b) from flights")]
    [InlineData("unpivot flights on a, b into name n value v")]
    [InlineData("select a from flights union all by name select a from airports intersect select 1 except select 2")]
    [InlineData("select case when a then 1 else 2 end, try_cast(b as int), b::date, c is distinct from d, not e, 'x' ~ 'y' from flights")]
    [InlineData("select date_trunc('month', day), strftime(day, '%Y'), dayname(day), extract(hour from t), interval 3 days from flights")]
    [InlineData("select * from flights tablesample 10%")]
    [InlineData("select * from flights asof join airports on flights.a >= airports.a")]
    [InlineData("select grouping(a), sum(b) from flights group by cube (a, b)")]
    [InlineData("select 'read_csv(''/etc/passwd'')', \"from\" from flights")]
    [InlineData("select current_date, now(), coalesce(a, b), ifnull(a, b), nullif(a, b), a in (1, 2), exists (select 1) from flights")]
    public void Check_OrdinarySelect_IsAllowed(string sql) =>
        Assert.IsType<SqlCheck.Allowed>(Check(sql));

    [Theory]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from READ_CSV_AUTO('/etc/passwd')")]
    [InlineData("with p as (select * from read_text('/etc/passwd')) select * from p")]
    [InlineData("select * from flights where a in (select content from read_text('/etc/passwd'))")]
    [InlineData("select (select content from read_blob('/etc/passwd'))")]
    [InlineData("select * from flights, lateral (select * from read_csv('/etc/passwd'))")]
    [InlineData("select * from flights union all select * from read_parquet('/data/*.parquet')")]
    [InlineData("select a from flights order by (select count(*) from glob('/**'))")]
    [InlineData("select * from flights limit (select count(*) from glob('/*'))")]
    [InlineData("select sum(a) filter (where exists (select * from read_json('/x'))) from flights")]
    [InlineData("select sum(a) over (partition by (select 1 from read_ndjson('/x'))) from flights")]
    [InlineData("select case when (select true from read_json_objects('/x')) then 1 end")]
    [InlineData("select list_transform([1], lambda x: (select count(*) from glob('/*')))")]
    [InlineData("select * exclude (a) replace ((select 1 from glob('/')) as b) from flights")]
    [InlineData("values ((select content from read_text('/etc/passwd')))")]
    [InlineData("unpivot (select * from read_csv('/etc/passwd')) on a into name n value v")]
    [InlineData("select 1 group by (select 1 from glob('/'))")]
    [InlineData("select distinct on ((select 1 from glob('/'))) 1")]
    [InlineData("select * from flights join airports on (select true from sniff_csv('/etc/passwd'))")]
    [InlineData("select * from parquet_metadata('/x.parquet')")]
    [InlineData("select * from 'x.parquet'")]
    [InlineData("select * from \"/etc/passwd.csv\"")]
    [InlineData("from 'https://example.org/x.csv'")]
    [InlineData("from 's3://bucket/x.parquet' as flights")]
    [InlineData("select * from '/proc/self/environ'")]
    [InlineData("select * from query('select 1')")]
    [InlineData("select * from query_table('flights')")]
    [InlineData("select * from duckdb_secrets()")]
    [InlineData("select * from duckdb_settings()")]
    [InlineData("select * from which_secret('s3://x', 's3')")]
    [InlineData("select * from pragma_database_list")]
    [InlineData("select * from duckdb_tables")]
    [InlineData("select * from information_schema.tables")]
    [InlineData("select * from pg_catalog.pg_tables")]
    [InlineData("select * from sqlite_master")]
    [InlineData("select * from other.flights")]
    [InlineData("select * from memory.main.flights")]
    [InlineData("select * from json_execute_serialized_sql('{}')")]
    [InlineData("select json_serialize_sql('select 1')")]
    [InlineData("select getenv('HOME')")]
    [InlineData("select GetEnv('HOME')")]
    [InlineData("select current_setting('temp_directory')")]
    [InlineData("select getvariable('x')")]
    [InlineData("select nextval('s')")]
    [InlineData("select pg_sleep(100)")]
    [InlineData("select sleep_ms(100000)")]
    [InlineData("select write_log('x')")]
    [InlineData("select system.main.getenv('HOME')")]
    [InlineData("select ('HOME').getenv()")]
    [InlineData("select a.getenv() from flights")]
    [InlineData("select list_transform(['HOME'], lambda x: getenv(x))")]
    [InlineData("select * from flights at (version => 1)")]
    [InlineData("summarize flights")]
    [InlineData("describe flights")]
    [InlineData("show tables")]
    [InlineData("show all tables")]
    [InlineData("with duckdb_tables as (select * from duckdb_tables) select * from duckdb_tables")]
    [InlineData("select * from (with \"x.parquet\" as (select 1) select 1), \"x.parquet\"")]
    [InlineData("with a as (select * from b), b as (select 1) select * from a")]
    [InlineData("with recursive sqlite_master as (select sql from sqlite_master union all "
        + "select sql from sqlite_master where false) select * from sqlite_master")]
    [InlineData("with recursive duckdb_views as (select sql from duckdb_views union "
        + "select sql from duckdb_views where false) select * from duckdb_views")]
    [InlineData("with recursive \"/etc/x.csv\" as (select 1 from \"/etc/x.csv\" union all "
        + "select 1 from \"/etc/x.csv\" where false) select 1")]
    [InlineData("with recursive duckdb_databases(a, b) using key (a) as (select path, 1 from duckdb_databases union "
        + "select a, b from duckdb_databases where false) select * from duckdb_databases")]
    [InlineData("with recursive n as (select 1 as x union all select x from n where x < (select count(*) from pragma_database_list)) "
        + "select * from n")]
    [InlineData("with \"\u00fc.csv\" as (select 1) select * from \"\u00dc.csv\"")]
    [InlineData("select current_user")]
    [InlineData("select Current_Schema")]
    [InlineData("select current_catalog from flights")]
    [InlineData("select * from seq_scan('flights')")]
    [InlineData("select * from repeat_row(1, num_rows = 1000000000000)")]
    [InlineData("select * from arrow_scan(1, 2, 3)")]
    [InlineData("select /* */ * from/**/read_csv/**/('/etc/passwd')")]
    [InlineData("select * from\u00a0read_csv('/etc/passwd')")]
    [InlineData("select * from \"read_csv\"('/etc/passwd')")]
    public void Check_SelectThatReachesOutside_IsRefused(string sql)
    {
        var refused = Assert.IsType<SqlCheck.Refused>(Check(sql));

        Assert.False(refused.IsSyntax, refused.Message);
        Assert.NotEmpty(refused.Advice);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ;; ")]
    [InlineData("-- nothing")]
    [InlineData("select 1; select 2")]
    [InlineData("select 1; copy flights to '/tmp/x'")]
    [InlineData("select 1 -- ;\n; drop table flights")]
    [InlineData("select 1 /* ; */ ; delete from flights")]
    [InlineData("select ';' ; set threads = 1")]
    [InlineData("select 1) to '/tmp/x'; --")]
    [InlineData("select 1; --")]
    [InlineData("select 1 /*")]
    [InlineData("select '1")]
    [InlineData("select \"1")]
    [InlineData("select $$1")]
    [InlineData("copy flights to '/tmp/x.csv'")]
    [InlineData("copy (select 1) to '/tmp/x.csv'")]
    [InlineData("copy flights from '/etc/passwd'")]
    [InlineData("attach '/tmp/x.db'")]
    [InlineData("detach memory")]
    [InlineData("use memory")]
    [InlineData("install httpfs")]
    [InlineData("load httpfs")]
    [InlineData("force install spatial")]
    [InlineData("set memory_limit = '100GB'")]
    [InlineData("reset memory_limit")]
    [InlineData("pragma database_list")]
    [InlineData("pragma enable_profiling")]
    [InlineData("call pragma_version()")]
    [InlineData("export database '/tmp/x'")]
    [InlineData("import database '/tmp/x'")]
    [InlineData("create table x (a int)")]
    [InlineData("create table x as select 1")]
    [InlineData("create view x as select 1")]
    [InlineData("create macro x() as 1")]
    [InlineData("create secret (type s3)")]
    [InlineData("create type x as enum ('a')")]
    [InlineData("insert into flights values (1)")]
    [InlineData("update flights set a = 1")]
    [InlineData("delete from flights")]
    [InlineData("truncate flights")]
    [InlineData("merge into flights using airports on true when matched then delete")]
    [InlineData("drop view flights")]
    [InlineData("alter view flights rename to x")]
    [InlineData("vacuum")]
    [InlineData("checkpoint")]
    [InlineData("begin")]
    [InlineData("prepare p as select 1")]
    [InlineData("execute p")]
    [InlineData("explain select 1")]
    [InlineData("explain analyze select 1")]
    [InlineData("comment on view flights is 'x'")]
    [InlineData("select 1 into x")]
    [InlineData("with x as (insert into flights values (1) returning *) select * from x")]
    [InlineData("with x as (delete from flights returning *) select * from x")]
    [InlineData("select 1\0; drop view flights")]
    [InlineData("\u037e select 1")]
    [InlineData("select 1\uff1b drop view flights")]
    public void Check_AnythingButOneSelect_IsRefused(string sql) =>
        Assert.IsType<SqlCheck.Refused>(Check(sql));

    [Fact]
    public void Check_AllowedSelect_GivesItsParametersAndTables()
    {
        var allowed = Assert.IsType<SqlCheck.Allowed>(
            Check("select * from Airports where a > $to and b < $to and c = $FROM;"));

        Assert.Equal(["from", "to"], allowed.Parameters.Select(name => name.ToLowerInvariant()));
        Assert.Equal(["airports"], allowed.Tables);
        Assert.EndsWith("$FROM", allowed.Select, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select $other", "$other")]
    [InlineData("select ?", "without a name")]
    [InlineData("select $1", "without a name")]
    public void Check_UndeclaredParameter_IsRefusedByName(string sql, string message)
    {
        var refused = Assert.IsType<SqlCheck.Refused>(Check(sql));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 1,\n  'é', getenv('HOME')", 2, 8, "  'é', getenv('HOME')")]
    [InlineData("select 1\nfrom 'x.csv'", 2, 6, "from 'x.csv'")]
    [InlineData("select 1 frm\nflights where", 2, 1, "flights where")]
    public void Check_Refused_SaysWhere(string sql, int line, int column, string text)
    {
        var refused = Assert.IsType<SqlCheck.Refused>(Check(sql));

        Assert.Equal(new SqlPosition(line, column, text), refused.Position);
    }

    [Theory]
    [InlineData("select ", "(", "1", ")")]
    [InlineData("", "select * from (", "select 1", ")")]
    [InlineData("select ", "not ", "true", "")]
    [InlineData("select ", "abs(", "1", ")")]
    [InlineData("select ", "[", "1", "]")]
    [InlineData("select 1", " + 1", "", "")]
    [InlineData("select 1", " union select 1", "", "")]
    [InlineData("select true", " and true", "", "")]
    [InlineData("select 1::int", "[]", "", "")]
    public void Check_TenThousandLevels_GivesAnAnswer(string start, string open, string middle, string close)
    {
        const int Levels = 10_000;
        var sql = start + string.Concat(Enumerable.Repeat(open, Levels)) + middle + string.Concat(Enumerable.Repeat(close, Levels));

        Assert.NotNull(Check(sql));
    }

    [Fact]
    public void Check_TextOverOneMegabyte_IsRefused()
    {
        var refused = Assert.IsType<SqlCheck.Refused>(Check("select '" + new string('a', SqlGuard.MaxBytes) + "'"));

        Assert.Contains("longer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HalfASurrogatePair_IsRefused() => Assert.IsType<SqlCheck.Refused>(Check("select '" + (char)0xd800 + "'"));

    [Fact]
    public void Check_WithAParserOfItsOwn_JudgesTheSame()
    {
        Assert.IsType<SqlCheck.Allowed>(SqlGuard.Check("select * from flights", Tables, Parameters));
        Assert.IsType<SqlCheck.Refused>(SqlGuard.Check("select * from read_csv('x')", Tables, Parameters));
    }

    private SqlCheck Check(string sql) => SqlGuard.Check(parser.Connection, sql, Tables, Parameters);

    /// <summary>One parser for all rows: opening one takes longer than judging a text.</summary>
    public sealed class Parser : IDisposable
    {
        public Parser() => Connection.Open();

        public DuckDBConnection Connection { get; } = new("DataSource=:memory:");

        public void Dispose() => Connection.Dispose();
    }
}
