using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.SampleData;

using CliWrap.Buffered;

namespace Analytics.Cli.Tests.Verify;

/// <summary>Jobs on DuckDB and, through LocalEmr, on a real Spark.</summary>
public sealed class VerifyOnSparkTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Verify_EverySampleSqlJob_AgreesOnBothEngines()
    {
        await using var emr = LocalEmrProcess.Start();
        foreach (var file in SampleFile.All)
        {
            Directory.CreateDirectory(_folder.File(file.Dataset));
            File.Copy(
                Path.Combine(AppContext.BaseDirectory, "sample-data", file.FileName), _folder.File($"{file.Dataset}/{file.FileName}"));
        }

        var catalogue = Repository.PathOf("catalog");
        var jobs = Directory.EnumerateDirectories(Path.Combine(catalogue, "jobs"))
            .Where(job => File.ReadLines(Path.Combine(job, "job.yaml")).Contains("kind: sql")).Select(Path.GetFileName).Order().ToList();
        Assert.Equal(["airports-late", "birdstrike-cost", "busiest-routes", "weather-by-month", "when-to-fly"], jobs);
        foreach (var job in jobs)
        {
            var result = await VerifyAsync(emr, job ?? "", catalogue, _folder.Path);

            Assert.True(result.ExitCode == 0, $"{job}: {result.StandardOutput}{result.StandardError}");
            Assert.Contains("They agree: ", result.StandardOutput, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_SelectsThatDiffer_NamesTheRowsAndExitsWith4()
    {
        await using var emr = LocalEmrProcess.Start();
        VerifyCatalogue.Write(_folder);
        VerifyCatalogue.WriteJob(
            _folder, "floored", "select shop, sum(amount) as amount from orders where amount >= $least group by shop",
            "select shop, sum(floor(amount)) as amount from orders where amount >= $least group by shop");

        var result = await VerifyAsync(emr, "floored", _folder.File("catalog"), _folder.File("data"), "--parameter", "least=2");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("shop = b, amount = 2.25 (emr: 2.00)", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("They differ: 2 rows and 2 rows, of which 1 have other values", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_SelectThatFailsOnSpark_ShowsItsCause()
    {
        await using var emr = LocalEmrProcess.Start();
        VerifyCatalogue.Write(_folder);
        VerifyCatalogue.WriteJob(
            _folder, "ducks", "select shop, sum(amount) as amount from orders where amount >= $least group by shop",
            "select shop, quack(amount) as amount from orders where amount >= $least");

        var result = await VerifyAsync(emr, "ducks", _folder.File("catalog"), _folder.File("data"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("emr failed after", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("quack", result.StandardOutput, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<BufferedCommandResult> VerifyAsync(
        LocalEmrProcess emr, string job, string catalogue, string data, params string[] more) => AnalyticsCommand.RunAsync(
        ["verify", job, "--catalogue", catalogue, "--data", data, .. more],
        new Dictionary<string, string?> { ["AWS_ENDPOINT_URL_EMR"] = emr.Address });
}
