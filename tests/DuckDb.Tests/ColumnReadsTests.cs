using Analytics.Engines;
using Analytics.Engines.Columns;
using Analytics.Fixtures;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

namespace Analytics.DuckDb.Tests;

/// <summary>Which bytes of a file a SELECT reads: never fewer than it does, whatever the SELECT is.</summary>
public sealed class ColumnReadsTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("select sum(a) from wide", "a")]
    [InlineData("select sum(A) from wide", "a")]
    [InlineData("select count(*) from wide", "")]
    [InlineData("select w.a from wide w where w.b > 1", "a b")]
    [InlineData("select a as total from wide order by total", "a")]
    [InlineData("select a from wide group by all order by a", "a")]
    [InlineData("select sum(x.a) from wide x join wide y using (b)", "a b")]
    [InlineData("with w as (select a, b from wide) select sum(a) from w", "a b")]
    [InlineData("with v(x) as (select a from wide) select sum(x) from v", "a")]
    [InlineData("select (select max(b) from wide i where i.a = o.a) as m from wide o", "a b")]
    [InlineData("select sum(a) over (partition by c) as s from wide", "a c")]
    [InlineData("select a from wide qualify row_number() over (order by b) = 1", "a b")]
    [InlineData("select a from wide union by name select b from wide", "a b")]
    [InlineData("select a from wide where 'c' = 'b'", "a b c")]
    [InlineData("select count(*) from wide x join wide y on x.a = y.a", "a")]
    [InlineData("select list_transform([1], v -> v + a) as l from wide", "a")]
    [InlineData("select a, sum(b) as s from wide group by a having count(*) > 1", "a b")]
    [InlineData("select unnest([a, b]) as u from wide", "a b")]
    public void Plan_NamedColumns_ReadsTheirChunksAlone(string sql, string columns)
    {
        var file = Write();

        var plan = Plan(sql, file);

        Assert.NotNull(plan.Ranges);
        var read = Chunks(file).Where(
            chunk => plan.Ranges.Any(range => range.Offset < chunk.End && range.Offset + range.Length > chunk.Start));
        Assert.Equal(columns, string.Join(' ', read.Select(chunk => chunk.Column).Distinct().Order(StringComparer.Ordinal)));
        Assert.All(Chunks(file).Where(chunk => columns.Contains(chunk.Column, StringComparison.Ordinal)), chunk => Assert.Contains(
            plan.Ranges, range => range.Offset <= chunk.Start && range.Offset + range.Length >= chunk.End));
    }

    [Theory]
    [InlineData("select * from wide")]
    [InlineData("select w.* from wide w")]
    [InlineData("from wide")]
    [InlineData("select * exclude (a) from wide")]
    [InlineData("select columns('a|b') from wide")]
    [InlineData("select columns(c -> c = 'a') from wide")]
    [InlineData("select #1 from (select a from wide)")]
    [InlineData("select count(*) from wide x natural join wide y")]
    [InlineData("select x from wide as w(x, y, z)")]
    [InlineData("select wide from wide")]
    [InlineData("select count(w) from wide w")]
    [InlineData("select main.wide from wide")]
    [InlineData("select to_json(w) as j from wide w")]
    [InlineData("with v as (select a from wide) select v from v")]
    [InlineData("select w from (select a from wide) w")]
    [InlineData("pivot wide on a using sum(b)")]
    [InlineData("select count(*) from (summarize wide)")]
    [InlineData("select max(column_name) from (describe wide)")]
    [InlineData("select count(*) from (unpivot wide on a, b into name n value v)")]
    [InlineData("select sum(a) from (select * from wide)")]
    [InlineData("select a from wide where exists (from wide)")]
    [InlineData("not a select")]
    [InlineData("select a from elsewhere")]
    public void Plan_MayReadWhatItDoesNotName_ReadsAll(string sql) => Assert.Null(Plan(sql, Write()).Ranges);

    [Fact]
    public void Plan_FooterIsNone_ReadsAll()
    {
        var file = _scratch.File("broken.parquet");
        File.WriteAllBytes(file, new byte[1 << 20]);

        Assert.Null(Plan("select a from wide", file).Ranges);
    }

    [Fact]
    public void Plan_FilesOfSeveralContracts_ReadsOfEachWhatItHas()
    {
        var file = Write();
        var other = Write("other", "range as a");

        var plan = Plan("select a, b from wide", file, other);

        Assert.Equal([other, file], plan.Ranges?.Select(range => range.Path).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What holds even if a column were read that was not brought: a hole is no page, so that nothing is made of it.</summary>
    [Fact]
    public void Read_FileWithHoles_GivesTheColumnsThatAreThereAndFailsForTheOthers()
    {
        var file = Write();
        var plan = Plan("select sum(a) from wide", file);
        var partial = _scratch.File("partial.parquet");
        var whole = File.ReadAllBytes(file);
        var bytes = new byte[whole.Length];
        const int End = 64 << 10;
        whole.AsSpan(whole.Length - End).CopyTo(bytes.AsSpan(whole.Length - End));
        foreach (var range in plan.Ranges ?? [])
        {
            whole.AsSpan((int)range.Offset, (int)range.Length).CopyTo(bytes.AsSpan((int)range.Offset));
        }

        File.WriteAllBytes(partial, bytes);
        using var duck = Open();

        Assert.Equal(duck.Counts($"select sum(a)::int8 from '{file}'"), duck.Counts($"select sum(a)::int8 from '{partial}'"));
        Assert.ThrowsAny<DuckDBException>(() => duck.Counts($"select sum(b)::int8 from '{partial}'"));
        Assert.ThrowsAny<DuckDBException>(() => duck.Counts($"select count(*) from '{partial}' where c is not null and length(c) > 3"));
    }

    private string Write(
        string name = "wide", string columns = "hash(range) % 1000000007 as a, hash(range + 1) % 1000000007 as b, md5(range::text) as c")
    {
        var file = _scratch.File($"{name}.parquet");
        using var duck = Open();
        duck.Run($"copy (select {columns} from range(300000)) to '{file}' (format parquet, row_group_size 122880)");
        return file;
    }

    private static ColumnPlan Plan(string sql, params string[] files)
    {
        List<EngineColumn> columns = [.. new[] { "a", "b", "c" }.Select(name => new EngineColumn(name, new ColumnType(ColumnKind.Int64)))];
        return ColumnReads.Plan(new EngineTask
        {
            RunId = 1,
            Attempt = 1,
            Sql = sql,
            Inputs = [new EngineInput("wide", files, columns)],
            Output = new EngineOutput([], []),
            ScratchDirectory = "/nowhere",
        });
    }

    private static List<(string Column, long Start, long End)> Chunks(string file)
    {
        using var duck = Open();
        using var command = duck.CreateCommand();
        command.CommandText =
            $"""
            select path_in_schema, least(data_page_offset, nullif(dictionary_page_offset, 0)), total_compressed_size
            from parquet_metadata('{file}')
            """;
        using var reader = command.ExecuteReader();
        var chunks = new List<(string, long, long)>();
        while (reader.Read())
        {
            chunks.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(1) + reader.GetInt64(2)));
        }

        return chunks;
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }
}
