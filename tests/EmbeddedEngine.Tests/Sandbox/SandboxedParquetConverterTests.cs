using System.Diagnostics;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.Fixtures.Storage;
using Analytics.JobFailures;
using Analytics.Machine.Files;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

public sealed class SandboxedParquetConverterTests
{
    [Fact]
    public async Task Convert_GoodFile_GivesTheSinkItsRows()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet(
            "source.parquet", "SELECT i::INT AS id, CASE WHEN i % 10 <> 0 THEN 'n' || i END AS name FROM range(5000) r(i)");

        var (result, files) = await ConvertAsync(bench, source, Schema(Field("id", "int32"), Field("name", "string")));

        Assert.Equal((ConversionOutcome.Accepted, 5000L, 5000L, 0L), (result.Outcome, result.Records, result.RowsKept,
            result.RowsQuarantined));
        Assert.Equal(["5000|4500|12497500"], EngineBench.Query(
            $"SELECT count(*), count(name), sum(id)::BIGINT FROM read_parquet({List(files)})"));
    }

    [Fact]
    public async Task Convert_EveryType_KeepsItsValues()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", """
            SELECT true AS a, (-5)::SMALLINT AS b, 70000 AS c, 5000000000 AS d, 0.1::FLOAT AS e,
            1e300::DOUBLE AS f, 12.50::DECIMAL(9,2) AS g,
            DATE '1969-12-31' AS h, TIME '23:59:59.999999' AS i, TIMESTAMP '1969-12-31 23:59:59.123456' AS j,
            TIMESTAMPTZ '2001-01-01 10:00:00+02' AS k, 'é, "q"' || chr(10) || '\N' AS l,
            '6f9619ff-8b86-d011-b42d-00c04fc964ff'::UUID AS m, '' AS n
            """);
        string[] types = ["boolean", "int16", "int32", "int64", "float", "double", "decimal(9,2)", "date", "time", "timestamp",
            "timestamptz", "string", "uuid", "string"];

        var (result, files) = await ConvertAsync(
            bench, source, Schema([.. types.Select((type, i) => Field(((char)('a' + i)).ToString(), type))]));

        Assert.Equal((1L, 0L), (result.RowsKept, result.RowsQuarantined));
        var all = string.Join(", ", types.Select((_, i) => $"{(char)('a' + i)}"));
        Assert.Equal(
            ["0"], EngineBench.Query($"SELECT count(*) FROM (SELECT {all} FROM '{source}' EXCEPT SELECT {all} FROM '{files[0].Path}')"));
    }

    [Fact]
    public async Task Convert_ValuesThatWouldLoseSomething_GoToQuarantine()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT * FROM (VALUES (1.0::DOUBLE), (1.5), (NULL), (3e9)) v(id)");

        var (result, _) = await ConvertAsync(bench, source, Schema(Field("id", "int32")));

        Assert.Equal((4L, 2L, 2L), (result.Records, result.RowsKept, result.RowsQuarantined));
        Assert.Equal(2, Assert.Single(result.Violations).Count);
    }

    [Fact]
    public async Task Convert_PastTheShare_IsRejectedNamingColumnValueAndRecord()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet(
            "source.parquet", "SELECT * FROM (VALUES (1::BIGINT, 18446744073709551615::UBIGINT), (2, 5)) v(id, a)");

        var (result, files) = await ConvertAsync(
            bench, source, Schema(Field("id", "int64"), Field("a", "int64")) with { MaxRejectedShare = 0 });

        Assert.Equal(("rejected.share", 2L, 1L, 1L), (result.Fault?.Code, result.Records, result.RowsKept, result.RowsQuarantined));
        Assert.Equal([new ViolationCount("a", "type", 1, 1, "18446744073709551615", FirstLine: 1)], result.Violations);
        Assert.Empty(files);
        Assert.Equal(ConvertedFileKind.Quarantine, Assert.Single(result.Files).Kind);
        Assert.Empty(Directory.GetDirectories(bench.Folder, "parquet-*"));
    }

    [Theory]
    [InlineData("not a parquet file at all", "parquet.damaged")]
    [InlineData("PAR1____PAR1", "parquet.damaged")]
    [InlineData("", "file.empty")]
    public async Task Convert_FakeParquet_IsRejectedWithAReason(string content, string code)
    {
        await using var bench = new EngineBench();
        var source = Path.Combine(bench.Folder, "source.parquet");
        await File.WriteAllTextAsync(source, content, TestContext.Current.CancellationToken);

        var (result, files) = await ConvertAsync(bench, source, Schema(Field("id", "int32")));

        Assert.Equal(ConversionOutcome.Rejected, result.Outcome);
        Assert.Equal(code, result.Fault?.Code);
        Assert.Empty(files);
    }

    [Fact]
    public async Task Convert_CutAtEveryTenth_IsRejected()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT i::INT AS id FROM range(100000) r(i)");
        var bytes = await File.ReadAllBytesAsync(source, TestContext.Current.CancellationToken);
        foreach (var tenth in new[] { 1, 5, 9 })
        {
            await File.WriteAllBytesAsync(source, bytes[..(bytes.Length * tenth / 10)], TestContext.Current.CancellationToken);

            var (result, _) = await ConvertAsync(bench, source, Schema(Field("id", "int32")));

            Assert.Equal(ConversionOutcome.Rejected, result.Outcome);
        }
    }

    [Fact]
    public async Task Convert_PastALimit_IsRejectedNamingIt()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT i::INT AS id FROM range(3000000) r(i)");

        var (result, _) = await ConvertAsync(
            bench, source, Schema(Field("id", "int32")), new SandboxLimits { CpuTime = TimeSpan.FromMilliseconds(50) });

        Assert.Equal("parquet.limit.cpuTime", result.Fault?.Code);
    }

    [Fact]
    public async Task Convert_ChildKilledFromOutside_IsTriedAgain()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT i::INT AS id FROM range(3000000) r(i)");
        var conversion = ConvertAsync(bench, source, Schema(Field("id", "int32")));

        await Eventually.TrueAsync(() => Children.In(bench.Folder).Count > 0);
        using (var child = Process.GetProcessById(Children.In(bench.Folder)[0]))
        {
            child.Kill();
        }

        var fault = await Assert.ThrowsAsync<SandboxFailedException>(() => conversion);
        Assert.Equal(EngineFailureCode.Crashed, fault.Failure.Code);
        Assert.Empty(Directory.GetDirectories(bench.Folder, "parquet-*"));
    }

    [Fact]
    public async Task Convert_PastItsWallTime_IsTriedAgain()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT i::INT AS id FROM range(3000000) r(i)");

        var fault = await Assert.ThrowsAsync<SandboxFailedException>(() => ConvertAsync(
            bench, source, Schema(Field("id", "int32")), new SandboxLimits { WallTime = TimeSpan.FromMilliseconds(50) }));

        Assert.Equal(EngineFailureCode.LimitWallTime, fault.Failure.Code);
    }

    [Fact]
    public async Task Convert_NoSpaceInScratch_SaysSo()
    {
        await using var bench = new EngineBench();
        await using var disk = await SmallDisk.MountAsync(Path.Combine(bench.Folder, "disk"), megabytes: 1);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs root on Linux.");
        var source = bench.Parquet("source.parquet", "SELECT hash(i)::VARCHAR AS name FROM range(200000) r(i)");

        await Assert.ThrowsAsync<StorageFullException>(() => new SandboxedParquetConverter(bench.Sandbox).ConvertAsync(
            source, "key.parquet", Schema(Field("name", "string")), new ConversionOptions { ScratchDirectory = disk.Path },
            new MovingSink(bench.Folder), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Convert_Ended_LeavesNoScratch()
    {
        await using var bench = new EngineBench();
        var source = bench.Parquet("source.parquet", "SELECT 1 AS id");

        await ConvertAsync(bench, source, Schema(Field("id", "int32")));

        Assert.Empty(Directory.GetDirectories(bench.Folder, "parquet-*"));
    }

    private static async Task<(ConversionResult Result, List<ConvertedFile> Files)> ConvertAsync(
        EngineBench bench, string source, TableSchema schema, SandboxLimits? limits = null)
    {
        var sink = new MovingSink(bench.Folder);
        var result = await new SandboxedParquetConverter(bench.Sandbox).ConvertAsync(
            source, "key.parquet", schema, new ConversionOptions { ScratchDirectory = bench.Folder }, sink, limits,
            TestContext.Current.CancellationToken);
        return (result, sink.Files);
    }

    private static TableSchema Schema(params Field[] fields) =>
        new() { Format = FileFormat.Parquet, Fields = fields, MaxRejectedShare = 1 };

    private static Field Field(string name, string type) => new() { Name = name, Type = EngineBench.Column(name, type).Type };

    private static string List(IEnumerable<ConvertedFile> files) => $"[{string.Join(", ", files.Select(file => $"'{file.Path}'"))}]";

    private sealed class MovingSink(string folder) : IConvertedFileSink
    {
        public List<ConvertedFile> Files { get; } = [];

        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
        {
            var kept = Path.Combine(folder, $"kept-{Guid.NewGuid():N}.parquet");
            File.Move(file.Path, kept);
            if (file.Kind == ConvertedFileKind.Data)
            {
                Files.Add(file with { Path = kept });
            }

            return Task.CompletedTask;
        }
    }
}
