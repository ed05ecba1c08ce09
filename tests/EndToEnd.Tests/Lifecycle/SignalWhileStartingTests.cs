using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Fixtures.Network;
using Npgsql;

namespace Analytics.EndToEnd.Tests.Lifecycle;

/// <summary>A start that is broken off ends in one line, whenever that happens.</summary>
public sealed class SignalWhileStartingTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly ScratchFolder _folder = new();

    [Theory]
    [InlineData("Starting PostgreSQL", 0)]
    [InlineData("Starting PostgreSQL", 500)]
    [InlineData("Database: PostgreSQL", 0)]
    [InlineData("Database: PostgreSQL", 300)]
    [InlineData("Database: PostgreSQL", 1000)]
    [InlineData("Database: PostgreSQL", 2000)]
    [InlineData("Web application:", 0)]
    public async Task Standalone_ToldToStop_EndsInTimeWithoutAStackTrace(string after, int milliseconds)
    {
        await using var program = Start();
        await program.WaitForAsync(after, TimeSpan.FromSeconds(90));
        await RandomMoment.PassAsync(Random.Shared, TimeSpan.FromMilliseconds(milliseconds), TimeSpan.Zero);

        await program.SignalAsync("TERM");

        Assert.Equal(0, await program.WaitForExitAsync(Limit));
        AssertNoTrace(program);
    }

    [Fact]
    public async Task Standalone_ItsServerKilledWhileItStarts_StartsAllTheSameOrBlamesTheServer()
    {
        await using var program = Start();
        var pidFile = Path.Combine(_folder.Path, "data", "postgres", "cluster", "postmaster.pid");
        await program.WaitForAsync("Database: PostgreSQL", TimeSpan.FromSeconds(90));
        var server = (await File.ReadAllLinesAsync(pidFile, TestContext.Current.CancellationToken))[0];
        await Signal.SendAsync(int.Parse(server), "KILL");

        await program.WaitForAsync("Web application:", TimeSpan.FromSeconds(90));

        Assert.DoesNotContain(program.Lines, line => line.Contains("ConnectionStrings", StringComparison.Ordinal));
        AssertNoTrace(program);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Service_WaitsForADatabaseAndIsToldToStop_EndsInTimeWithoutAStackTrace(int service)
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        // Nobody listens there: the start waits for the database.
        var nobody = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = FreePorts.Take() };
        await using var program = ChildProcess.StartAssembly(Build.Services[service], [], new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__analytics"] = nobody.ConnectionString,
            ["Database__Migrate"] = "true",
            ["Catalogue__Path"] = ShopCatalogue.WriteTo(_folder.File("catalog")),
            ["Storage__RawPath"] = _folder.File("raw"),
            ["Storage__ProcessedPath"] = _folder.File("processed"),
            ["Ingest__ScratchPath"] = _folder.File("ingest"),
            ["Processor__ScratchPath"] = _folder.File("processor"),
        });
        await program.WaitForAsync("database", TimeSpan.FromSeconds(60));

        await program.SignalAsync("TERM");

        Assert.Equal(0, await program.WaitForExitAsync(Limit));
        await program.WaitForAsync("Stopped while it was starting.");
        Assert.DoesNotContain(program.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal)
            || line.Contains("Hosting failed to start", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private ChildProcess Start() => ChildProcess.StartAssembly(
        Build.StandaloneProgram,
        [
            "--data-dir", _folder.File("data"), "--catalogue", ShopCatalogue.WriteTo(_folder.File("catalog")),
            "--urls", $"http://localhost:{FreePorts.Take()}", "--sample-data", "false",
        ],
        new Dictionary<string, string> { ["SPARK_HOME"] = "" });

    private static void AssertNoTrace(ChildProcess program) =>
        Assert.DoesNotContain(program.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
}
