using System.Diagnostics;
using System.IO.Compression;
using Analytics.Fixtures;

namespace Analytics.Cli.Tests.Convert;

public sealed class ConvertCommandTests : IDisposable
{
    private const string Contract = """
        format: csv
        fields:
          - { name: id, type: int32, constraints: { required: true } }
          - { name: amount, type: "decimal(5,2)" }
        maxRejectedShare: 50%
        """;

    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(30);

    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Convert_CleanFile_WritesParquetAndExitsWithZero()
    {
        var result = await ConvertAsync("id,amount\n1,2.50\n2,3\n");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 records = 2 kept + 0 in quarantine", result.Output, StringComparison.Ordinal);
        Assert.Equal(["sales-00001.parquet"], result.Files);
    }

    [Fact]
    public async Task Convert_BrokenRecord_KeepsItInQuarantineAndExitsWithTwo()
    {
        var result = await ConvertAsync("id,amount\n1,2.345\n2,3\n");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("2 records = 1 kept + 1 in quarantine", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 x amount: type, first in record 1: 2.345", result.Output, StringComparison.Ordinal);
        Assert.Contains(result.Files, file => file.Contains(".quarantine-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Convert_UnterminatedQuote_WritesNothingAndExitsWithThree()
    {
        var result = await ConvertAsync("id,amount\n1,2\n\"2,3\n");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("csv.unterminated_quote", result.Errors, StringComparison.Ordinal);
        Assert.Contains("line 3", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Files);
    }

    [Fact]
    public async Task Convert_OutputThatExists_IsNotReplacedWithoutForce()
    {
        Assert.Equal(0, (await ConvertAsync("id,amount\n1,2\n")).ExitCode);
        var before = await File.ReadAllBytesAsync(_folder.File("out/sales-00001.parquet"), TestContext.Current.CancellationToken);

        var second = await ConvertAsync("id,amount\n7,8\n");

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("exists already", second.Errors, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File("out/sales-00001.parquet"), TestContext.Current.CancellationToken));
        Assert.Equal(0, (await ConvertAsync("id,amount\n7,8\n", "--force")).ExitCode);
    }

    [Fact]
    public async Task Convert_ForceWithFewerFiles_LeavesNoneOfTheOld()
    {
        Assert.Equal(2, (await ConvertAsync("id,amount\n1,2.345\n2,3\n")).ExitCode);
        await File.WriteAllTextAsync(_folder.File("out/sales-2024-00001.parquet"), "of another", TestContext.Current.CancellationToken);

        var result = await ConvertAsync("id,amount\n7,8\n", "--force");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["sales-00001.parquet", "sales-2024-00001.parquet"], result.Files);
    }

    [Fact]
    public async Task Convert_NamesWithDots_DoNotCollide()
    {
        Assert.Equal(0, (await ConvertAsync("id,amount\n1,2\n", name: "2024.01.csv")).ExitCode);

        var result = await ConvertAsync("id,amount\n1,2\n", name: "2024.02.csv");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["2024.01-00001.parquet", "2024.02-00001.parquet"], result.Files);
    }

    [Fact]
    public async Task Convert_PackedFileAndThenItsParquet_KeepsTheRows()
    {
        await File.WriteAllTextAsync(_folder.File("contract.yaml"), Contract, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            _folder.File("parquet.yaml"), Contract.Replace("csv", "parquet", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using (var packed = new GZipStream(File.Create(_folder.File("sales.csv.gz")), CompressionLevel.Fastest))
        {
            await packed.WriteAsync("id,amount\n1,2.50\n2,3\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var fromCsv = await AnalyticsCommand.RunAsync(
            "convert", _folder.File("sales.csv.gz"), "--contract", _folder.File("contract.yaml"), "--out", _folder.File("first"));
        var fromParquet = await AnalyticsCommand.RunAsync(
            "convert", _folder.File("first/sales-00001.parquet"), "--contract", _folder.File("parquet.yaml"), "--out", _folder.File("second"));

        Assert.Equal((0, 0), (fromCsv.ExitCode, fromParquet.ExitCode));
        Assert.Contains("2 records = 2 kept", fromCsv.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("2 records = 2 kept", fromParquet.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_Interrupted_WritesNothingAndExitsWith130()
    {
        await File.WriteAllTextAsync(_folder.File("contract.yaml"), Contract, TestContext.Current.CancellationToken);
        var pipe = _folder.File("endless.csv");
        await CliWrap.Cli.Wrap("mkfifo").WithArguments(pipe).ExecuteAsync(TestContext.Current.CancellationToken);
        await using var process = ChildProcess.StartAssembly(
            Path.Combine(AppContext.BaseDirectory, "analytics.dll"),
            ["convert", pipe, "--contract", _folder.File("contract.yaml"), "--out", _folder.File("out")]);

        // Opening the pipe's other end waits until the command has opened its own. Nothing is buffered here: what the command no
        // longer reads could not be written when the pipe is closed either.
        await using var feed = await Task.Run(
            () => new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0),
            TestContext.Current.CancellationToken);
        feed.Write("id,amount\n"u8);
        await process.SignalAsync("INT");
        await Assert.ThrowsAsync<IOException>(() => Task.Run(
            () =>
            {
                // Until the command closes its end; a pipe that is full lets the writer wait.
                var clock = Stopwatch.StartNew();
                while (clock.Elapsed < InterruptLimit)
                {
                    feed.Write("1,2\n"u8);
                }
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(130, await process.WaitForExitAsync());
        Assert.Empty(Directory.GetFiles(_folder.File("out"), "*.parquet", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Convert_Help_TellsItsExitCodes()
    {
        var result = await AnalyticsCommand.RunAsync("convert", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--contract", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("3 when the", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_ContractWithFaults_PrintsThem()
    {
        var result = await ConvertAsync("id\n1\n", contract: "format: csv\nfields: []\ncolour: red\n");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("contract.yaml:2:fields", result.Errors, StringComparison.Ordinal);
        Assert.Contains("contract.yaml:3:colour", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output, string Errors, string[] Files)> ConvertAsync(
        string content, string? option = null, string contract = Contract, string name = "sales.csv")
    {
        await File.WriteAllTextAsync(_folder.File(name), content);
        await File.WriteAllTextAsync(_folder.File("contract.yaml"), contract);
        string[] options = option is null ? [] : [option];
        var result = await AnalyticsCommand.RunAsync(
            ["convert", _folder.File(name), "--contract", _folder.File("contract.yaml"), "--out", _folder.File("out"), .. options]);
        var files = Directory.Exists(_folder.File("out"))
            ? Directory.GetFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order().ToArray()
            : [];
        return (result.ExitCode, result.StandardOutput, result.StandardError, files);
    }
}
