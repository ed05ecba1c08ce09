using System.Globalization;
using System.Text;

using Analytics.Catalogue;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Processor.Tests.Running;

/// <summary>
/// The lines that a mapper reads, which Spark writes: byte by byte those that the embedded engine makes of the same files, whatever their
/// types, and whatever types files of earlier contracts have.
/// </summary>
public sealed class StreamingTextTests(PostgresFixture postgres)
{
    private const string Contract = """
        format: csv
        missingValues: ["NULL"]
        fields:
          - { name: i16, type: int16 }
          - { name: i32, type: int32 }
          - { name: n, type: int64 }
          - { name: money, type: "decimal(9,2)" }
          - { name: share, type: "decimal(2,2)" }
          - { name: large, type: "decimal(38,10)" }
          - { name: single, type: float }
          - { name: number, type: double }
          - { name: yes, type: boolean }
          - { name: day, type: date }
          - { name: hour, type: time }
          - { name: local, type: timestamp }
          - { name: moment, type: timestamptz }
          - { name: Text, type: string }
          - { name: doc, type: json }
          - { name: id, type: uuid }

        """;

    private const string Rows =
        "i16,i32,n,money,share,large,single,number,yes,day,hour,local,moment,Text,doc,id\n"
        + "1,2,3,4.50,0.25,1.5,1.5,0.1,true,2024-02-29,12:34:56.7,2024-02-29T12:34:56.000001,2024-02-29T12:34:56+02:00,plain,"
        + "\"{\"\"a\"\": \"\"b\\\\c\"\"}\",0189c2a4-7d3e-7f10-8a2b-0123456789AB\n"
        + "-32768,-2147483648,-9223372036854775808,-0.01,-0.99,-1234567890123456789012345678.0000000001,3.4028235e38,1e16,false,0001-01-01,"
        + "00:00:00,0001-01-01T00:00:00,0001-01-01T00:00:00Z,\"tab\there, \\ and\nline\rend\",\"[1]\",00000000-0000-0000-0000-000000000000\n"
        + "32767,2147483647,9223372036854775807,0.00,0.00,0,1e-7,1e-5,true,9999-12-31,23:59:59.999999,9999-12-31T23:59:59.999999,"
        + "9999-12-31T23:59:59.999999Z,\\N and ž 漢 😀,\"\"\"text\"\"\",ffffffff-ffff-ffff-ffff-ffffffffffff\n"
        + "NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL\n"
        + "0,0,0,123.40,0.10,10.5,16777216,123456789.125,true,1500-03-01,01:02:03,1500-03-01T01:02:03.5,1500-03-01T01:02:03.25Z,\"\",{},"
        + "123e4567-e89b-12d3-a456-426614174000\n";

    /// <summary>What a file of an earlier contract has: fewer columns, and types that hold as much or less.</summary>
    private const string Earlier =
        "select 7::int2 as n, 5::int4 as money, 2.5::float as number, date '2020-01-02' as local, 12.50::decimal(6,2) as large, "
        + "3.25::double as text";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_EveryType_MapperReadsTheBytesThatTheEmbeddedEngineMakes()
    {
        _ = RealSpark.StreamingJar;
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        await File.WriteAllTextAsync(bench.FileOf("catalog/datasets/numbers.yaml"), Contract, Token);
        AddCopying(bench);
        var host = await bench.StartAsync(("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"));
        List<string> files =
        [
            await AddFileAsync(bench, Earlier), await AddFileAsync(bench, Earlier.Replace("7::", "8::", StringComparison.Ordinal)),
        ];
        files.Add(await AddFileAsync(bench, "select 1 as n"));
        await ConvertAsync(host, bench, files[^1]);
        await bench.Database.ExecuteAsync("update platform.dataset_file set removed_in = null");
        files.Add(await AddRandomNumbersAsync(bench));
        await bench.Database.ExecuteAsync("update platform.dataset_file set removed_in = null");

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "copied"), Limit);

        Assert.True(run.Summary.State == RunStates.Succeeded, $"{run.Cause?.Message}\n{string.Join('\n', run.Cause?.Lines ?? [])}");
        var expected = await EmbeddedLinesAsync(host, bench, files);
        var seen = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(bench.FileOf("seen"), Token));
        Assert.EndsWith("\n", seen, StringComparison.Ordinal);
        Assert.Equal(
            expected.Order(StringComparer.Ordinal).ToList(), seen[..^1].Split('\n').Order(StringComparer.Ordinal).ToList());
        Assert.Equal(2007, expected.Count);
    }

    [Fact]
    public async Task Run_FileOfAnEarlierContractWouldBeRounded_FailsAndNamesTheColumn()
    {
        _ = RealSpark.StreamingJar;
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        AddCopying(bench);
        await bench.AddVersionAsync("select 1.5::double as n");
        var host = await bench.StartAsync(("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"));

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "copied"), Limit);

        Assert.Equal(
            (EngineFailureCode.Input, "Files of 'numbers' that were read under an earlier contract hold 'n' as double; not every such "
                + "value is a int64 without loss, so none is read as one."),
            (run.Cause?.Code, run.Cause?.Message));
    }

    [Fact]
    public async Task Run_FileIsGone_SaysWhichOne()
    {
        _ = RealSpark.StreamingJar;
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        AddCopying(bench);
        await bench.AddVersionAsync();
        File.Delete(Path.Combine(bench.ProcessedPath, "datasets/numbers/data/1/part.parquet"));
        var host = await bench.StartAsync(("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"));

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "copied"), Limit);

        Assert.Equal(EngineFailureCode.Input, run.Cause?.Code);
        Assert.StartsWith("An input file is gone: file:/", run.Cause?.Message, StringComparison.Ordinal);
        Assert.EndsWith("datasets/numbers/data/1/part.parquet", run.Cause?.Message, StringComparison.Ordinal);
    }

    /// <summary>A mapper that keeps what it reads.</summary>
    private static void AddCopying(ProcessorBench bench) => bench.AddJob(
        "copied", "kind: hadoop-streaming\nmapper: copy.py",
        ("copy.py", $"import sys\nread = sys.stdin.buffer.read()\nwith open('{bench.FileOf("seen")}', 'ab') as seen:\n"
            + "    seen.write(read)\nfor line in read.splitlines():\n    print(1)\n"));

    private static async Task<string> AddFileAsync(ProcessorBench bench, string select)
    {
        var version = await bench.AddVersionAsync(select);
        return Path.Combine(bench.ProcessedPath, $"datasets/numbers/data/{version}/part.parquet");
    }

    /// <summary>Numbers of all magnitudes, by their bits.</summary>
    private static Task<string> AddRandomNumbersAsync(ProcessorBench bench)
    {
        var random = new Random(20261130);
        var rows = Enumerable.Range(0, 2_000).Select(_ => string.Create(
            CultureInfo.InvariantCulture,
            $"({Text(BitConverter.Int32BitsToSingle(random.Next()))}::float, "
            + $"{Text(BitConverter.Int64BitsToDouble(random.NextInt64()))}::double)"));
        return AddFileAsync(bench, $"select * from (values {string.Join(", ", rows)}) as t(single, number)");

        static string Text(IFormattable value) => $"'{value.ToString("R", CultureInfo.InvariantCulture)}'";
    }

    /// <summary>Writes the rows under the contract, as the Ingestor does, in place of a file.</summary>
    private static async Task ConvertAsync(IHost host, ProcessorBench bench, string path)
    {
        var schema = host.Services.GetRequiredService<ICatalogue>().Current.Datasets["numbers"].Schema;
        await using var source = new MemoryStream(Encoding.UTF8.GetBytes(Rows));
        var sink = new Taken();
        var scratch = Directory.CreateDirectory(bench.FileOf("converted")).FullName;
        var result = await TableConverter.ConvertAsync(
            source, "rows.csv", schema, new ConversionOptions { ScratchDirectory = scratch }, sink, null, Token);
        Assert.Equal((5L, 0L), (result.RowsKept, result.RowsQuarantined));
        File.Move(Assert.Single(sink.Paths), path, overwrite: true);
    }

    /// <summary>The lines by their definition: each column's text in the embedded engine, escaped, and a tab between two.</summary>
    private static async Task<IReadOnlyList<string>> EmbeddedLinesAsync(IHost host, ProcessorBench bench, IReadOnlyList<string> files)
    {
        var contract = host.Services.GetRequiredService<ICatalogue>().Current.Datasets["numbers"].Schema;
        var columns = contract.Fields.Select(field => new EngineColumn(field.Name, field.Type)).ToList();
        var lines = columns.Select(column => "coalesce(replace(replace(replace(replace("
            + $"{SqlNames.Quote(column.Name)}::VARCHAR, '\\', '\\\\'), chr(9), '\\t'), chr(10), '\\n'), chr(13), '\\r'), '\\N')");
        var outcome = await EmbeddedSql.RunAsync(
            host.Services.GetServices<IJobEngine>().OfType<EmbeddedJobEngine>().Single(),
            new EngineTask
            {
                RunId = 1,
                Attempt = 1,
                Sql = $"SELECT {string.Join(" || chr(9) || ", lines)} AS line FROM numbers",
                Inputs = [new EngineInput("numbers", files, columns)],
                Output = new EngineOutput([new EngineColumn("line", new ColumnType(ColumnKind.String))], []),
                ScratchDirectory = bench.FileOf("expected"),
                Limits = host.Services.GetRequiredService<EngineSandbox>().DefaultLimits,
            },
            Token);
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync(Token);
        await using var command = duck.CreateCommand();
        command.CommandText = $"select line from '{Assert.Single(outcome.Files).Path}'";
        await using var reader = await command.ExecuteReaderAsync(Token);
        var read = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            read.Add(reader.GetString(0));
        }

        return read;
    }

    private sealed class Taken : IConvertedFileSink
    {
        public List<string> Paths { get; } = [];

        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken)
        {
            Paths.Add(file.Path);
            return Task.CompletedTask;
        }
    }
}
