using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Npgsql;

namespace Analytics.EndToEnd.Tests.Lifecycle;

public sealed class StandaloneStartTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Standalone_TwoOnOneMachine_EachKeepsItsOwnResult()
    {
        var catalogue = ShopCatalogue.WriteTo(_folder.File("catalog"));
        var starting = StandaloneProgram.StartAsync(_folder.File("here"), catalogue, sampleData: false);
        await using var there = await StandaloneProgram.StartAsync(_folder.File("there"), catalogue, sampleData: false);
        await using var here = await starting;

        here.Land("incoming/orders/monday.csv", "id,shop,amount\n1,Vienna,10.00\n");
        there.Land("incoming/orders/monday.csv", "id,shop,amount\n1,Graz,7.00\n");
        await Task.WhenAll(here.WaitForJobsAsync("sales"), there.WaitForJobsAsync("sales"));

        Assert.Equal(["Vienna"], await ShopsAsync(here));
        Assert.Equal(["Graz"], await ShopsAsync(there));
    }

    [Fact]
    public async Task Start_WithoutSpark_ConsoleJobsAndChartsTellWhatToSet()
    {
        await using var program = await StandaloneProgram.StartAsync(_folder.File("data"), Build.Catalogue, sampleData: false);

        await program.Process.WaitForAsync("Jobs of the kind pyspark, hive, hadoop-streaming cannot run here.");
        foreach (var job in new[] { "delay-model", "routes-by-month", "delay-histogram" })
        {
            Assert.Contains(
                "let SPARK_HOME name its folder", (await program.GetAsync($"/api/v1/jobs/{job}")).GetProperty("cannotRun").GetString(),
                StringComparison.Ordinal);
            var chart = await program.GetAsync($"/api/v1/dashboards/flights-on-spark/charts/{job}");
            Assert.StartsWith($"The job {job} cannot run here.", chart.GetProperty("awaited").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(JsonValueKind.Null, (await program.GetAsync("/api/v1/jobs/when-to-fly")).GetProperty("cannotRun").ValueKind);
    }

    [Fact]
    public async Task Start_ConnectionStringGiven_StartsNoServerOfItsOwn()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        await using var program = await StandaloneProgram.StartAsync(
            _folder.File("data"), ShopCatalogue.WriteTo(_folder.File("catalog")), sampleData: false,
            "--connection-string", database.ConnectionString);

        Assert.False(Directory.Exists(Path.Combine(program.DataDirectory, "postgres")));
        Assert.Empty((await program.GetAsync("/api/v1/runs")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Start_PasswordOfTheDatabaseWrong_IsOneLineWithoutIt_AndTheDataDirectoryIsDotDataHere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The working directory is changed by a shell.");
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "hunter2" };
        await using var program = ChildProcess.Start(
            "sh",
            [
                "-c", "cd \"$1\" && shift && exec dotnet \"$@\"", "sh", _folder.Path, Build.StandaloneProgram,
                "--connection-string", wrong.ConnectionString,
            ]);

        Assert.Equal(1, await program.WaitForExitAsync());
        await program.WaitForAsync($"The database '{wrong.Database}' on 127.0.0.1:{wrong.Port} cannot be used");
        Assert.DoesNotContain(program.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain(program.Lines, line => line.Contains("hunter2", StringComparison.Ordinal));
        Assert.True(Directory.Exists(_folder.File(".data")));
    }

    [Fact]
    public async Task Start_AddressInUse_IsOneLine()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        await using var program = ChildProcess.StartAssembly(
            Build.StandaloneProgram,
            [
                "--data-dir", _folder.File("data"), "--catalogue", ShopCatalogue.WriteTo(_folder.File("catalog")), "--urls", address,
                "--sample-data", "false", "--connection-string", database.ConnectionString,
            ]);

        Assert.Equal(1, await program.WaitForExitAsync());
        await program.WaitForAsync("address already in use. Stop what listens there, or choose another with --urls.");
        Assert.DoesNotContain(program.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--help", 0, "--data-dir DIR")]
    [InlineData("--data-directory=x", 1, "Did you mean --data-dir?")]
    [InlineData("--sample-data=maybe", 1, "Failed to convert configuration value 'maybe' at 'Standalone:SampleData'")]
    public async Task Start_OptionThatIsNone_IsOneLine(string option, int exitCode, string text)
    {
        await using var program = ChildProcess.StartAssembly(Build.StandaloneProgram, [option]);

        Assert.Equal(exitCode, await program.WaitForExitAsync());
        await program.WaitForAsync(text);
        Assert.DoesNotContain(program.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("URLS")]
    [InlineData("DOTNET_URLS")]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("Kestrel__Endpoints__Web__Url")]
    [InlineData("DOTNET_Kestrel__Endpoints__Web__Url")]
    public async Task Start_ForeignAddressFromTheEnvironment_RefusesWhileSignInIsNotConfigured(string variable)
    {
        await using var program = ChildProcess.StartAssembly(
            Build.StandaloneProgram, ["--data-dir", _folder.File("data")],
            new Dictionary<string, string> { [variable] = "http://0.0.0.0:5080" });

        Assert.Equal(1, await program.WaitForExitAsync());
        await program.WaitForAsync("sign-in is not configured");
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<string?>> ShopsAsync(StandaloneProgram program)
    {
        var chart = await program.GetAsync("/api/v1/dashboards/shops/charts/sales");
        return [.. chart.GetProperty("rows").EnumerateArray().Select(row => row[0].GetString())];
    }
}
