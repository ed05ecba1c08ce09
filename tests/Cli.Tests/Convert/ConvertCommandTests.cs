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
    public async Task Convert_ContractWithFaults_PrintsThem()
    {
        var result = await ConvertAsync("id\n1\n", contract: "format: csv\nfields: []\ncolour: red\n");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("contract.yaml:2:fields", result.Errors, StringComparison.Ordinal);
        Assert.Contains("contract.yaml:3:colour", result.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int ExitCode, string Output, string Errors, string[] Files)> ConvertAsync(
        string content, string? option = null, string contract = Contract)
    {
        await File.WriteAllTextAsync(_folder.File("sales.csv"), content);
        await File.WriteAllTextAsync(_folder.File("contract.yaml"), contract);
        string[] options = option is null ? [] : [option];
        var result = await AnalyticsCommand.RunAsync(
            ["convert", _folder.File("sales.csv"), "--contract", _folder.File("contract.yaml"), "--out", _folder.File("out"), .. options]);
        var files = Directory.Exists(_folder.File("out"))
            ? Directory.GetFiles(_folder.File("out"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).Order().ToArray()
            : [];
        return (result.ExitCode, result.StandardOutput, result.StandardError, files);
    }
}
