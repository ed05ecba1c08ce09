using Analytics.Fixtures;

namespace Analytics.Cli.Tests.Verify;

/// <summary>What the command refuses before anything runs.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public VerifyCommandTests()
    {
        VerifyCatalogue.Write(_folder);
    }

    [Theory]
    [InlineData("nothing", "has no job 'nothing'. It has: by-shop, shares.")]
    [InlineData("shares", "of the kind pyspark, which the embedded engine does not run")]
    [InlineData("by-shop --engines embedded", "--engines names two engines")]
    [InlineData("by-shop --engines embedded,duck", "Unknown engine 'duck'")]
    [InlineData("by-shop --parameter most=1", "the job's parameters are: least.")]
    public async Task Verify_WrongRequest_SaysWhatIsWrong(string arguments, string expected)
    {
        var result = await RunAsync("http://127.0.0.1:9", arguments.Split(' '));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(expected, result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoEmr_SaysHowToNameOne()
    {
        var result = await RunAsync(emr: "", "by-shop");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Set AWS_ENDPOINT_URL_EMR", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_NoRawFile_NamesInputAndFolder()
    {
        var result = await RunAsync("http://127.0.0.1:9", "by-shop", "--data", _folder.File("nowhere"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(
            $"No raw file was found for the input 'orders' in {_folder.File("nowhere/orders")}", result.StandardError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_RejectedRawFile_SaysWhy()
    {
        await File.WriteAllTextAsync(_folder.File("data/orders/orders.csv"), "shop,amount\n\"a,1\n", TestContext.Current.CancellationToken);

        var result = await RunAsync("http://127.0.0.1:9", "by-shop", "--data", _folder.File("data"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("orders.csv was rejected", result.StandardError, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<CliWrap.Buffered.BufferedCommandResult> RunAsync(string emr, params string[] arguments) => AnalyticsCommand.RunAsync(
        ["verify", .. arguments, "--catalogue", _folder.File("catalog")],
        new Dictionary<string, string?> { ["AWS_ENDPOINT_URL_EMR"] = emr });
}
