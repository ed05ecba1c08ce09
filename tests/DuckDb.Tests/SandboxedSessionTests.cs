using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

namespace Analytics.DuckDb.Tests;

/// <summary>The session alone, with no guard before it: files, settings and extensions stay out of reach of any SQL.</summary>
public sealed class SandboxedSessionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly DuckDBConnection _session;
    private readonly string _outside;
    private readonly string _input;

    public SandboxedSessionTests()
    {
        _outside = _folder.File("outside.csv");
        File.WriteAllText(_outside, "a,b\n1,secret\n");
        _input = _folder.File("in/input.parquet");
        Directory.CreateDirectory(_folder.File("in"));
        File.Copy(_outside, _folder.File("in/neighbour.csv"));
        using (var writer = new DuckDBConnection("DataSource=:memory:"))
        {
            writer.Open();
            writer.Run($"COPY (SELECT 1::INT AS a) TO '{_input}' (FORMAT parquet)");
        }

        var input = new EngineInput("t", [_input], [new EngineColumn("a", new ColumnType(ColumnKind.Int32))]);
        var limits = new SandboxLimits { MemoryBytes = 100 << 20, DiskBytes = 1 << 30 };
        _session = SandboxedSession.Open([input], limits, new SessionFolders(_folder.File("scratch")));
        File.CreateSymbolicLink(_folder.File("scratch/output/link.csv"), _outside);
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('{outside}')")]
    [InlineData("SELECT * FROM '{outside}'")]
    [InlineData("SELECT * FROM read_text('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/proc/self/environ')")]
    [InlineData("SELECT * FROM read_text('/dev/stdin')")]
    [InlineData("SELECT * FROM read_text('{folder}/in/../outside.csv')")]
    [InlineData("SELECT * FROM read_text('{folder}/scratch/output/../../outside.csv')")]
    [InlineData("SELECT * FROM read_text('{folder}/scratch/output/link.csv')")]
    [InlineData("SELECT * FROM read_csv('{folder}/in/neighbour.csv')")]
    [InlineData("SELECT * FROM glob('{folder}/*')")]
    [InlineData("SELECT * FROM read_csv('http://localhost:9/x.csv')")]
    [InlineData("SELECT * FROM read_parquet('s3://bucket/x.parquet')")]
    [InlineData("COPY (SELECT 1) TO '{folder}/stolen.csv'")]
    [InlineData("COPY (SELECT 1) TO '{folder}/in/other.parquet' (FORMAT parquet)")]
    [InlineData("EXPORT DATABASE '{folder}/export'")]
    [InlineData("ATTACH '{folder}/x.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD '{folder}/x.duckdb_extension'")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET memory_limit = '100GB'")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("RESET memory_limit")]
    [InlineData("PRAGMA memory_limit = '100GB'")]
    [InlineData("CREATE PERSISTENT SECRET s (TYPE s3)")]
    public void Run_SqlThatTheGuardMissed_IsDenied(string sql)
    {
        var text = sql.Replace("{outside}", _outside, StringComparison.Ordinal).Replace("{folder}", _folder.Path, StringComparison.Ordinal);

        Assert.Throws<DuckDBException>(() => _session.Texts(text));
        Assert.False(File.Exists(_folder.File("stolen.csv")));
    }

    [Fact]
    public void Run_OverTheInput_ReadsIt() => Assert.Equal([1L], _session.Counts("SELECT a::BIGINT FROM t"));

    [Fact]
    public void Run_MoreThanMemory_SpillsIntoTheTemporaryFolder() =>
        Assert.Equal(
            [2_000_000L],
            _session.Counts("SELECT count(*) FROM (SELECT hash(i)::VARCHAR AS h FROM range(2000000) r(i) ORDER BY h)"));

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
