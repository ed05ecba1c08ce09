using System.IO.Compression;

using Analytics.Fixtures.Network;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Runners;

/// <summary>Real processes, by bash steps: what holds for their groups, signals, logs and environment holds for Spark's, too.</summary>
public sealed class ScriptStepTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly (string, string) Allow = ("LocalEmr:AllowScripts", "true");

    private readonly ScratchFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        // A step outlives LocalEmr, hence a test that failed.
        foreach (var process in Children.In(_folder.Path))
        {
            await Signal.SendAsync(process, "KILL");
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Step_Ends_ItsLogsLieUnderTheLogUriAsGzip()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow);
        var cluster = await server.Client.RunAsync(logUri: $"file://{_folder.Path}/logs/");
        var steps = await server.Client.AddAsync(cluster, Bash("echo out; echo 'two  words' >&2; echo \"$#\" \"$1\"", "a b"));

        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");

        Assert.Equal("out\n1 a b\n", await LogAsync(cluster, steps[0], "stdout"));
        Assert.Equal("two  words\n", await LogAsync(cluster, steps[0], "stderr"));
        Assert.Equal("", await LogAsync(cluster, steps[0], "syslog"));
        Assert.Contains("ended with exit code 0", await LogAsync(cluster, steps[0], "controller"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_WhileItRuns_ItsLogsAreWrittenToo()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow, ("LocalEmr:LogInterval", "00:00:01"));
        var cluster = await server.Client.RunAsync(logUri: $"file://{_folder.Path}/logs/");
        var steps = await server.Client.AddAsync(cluster, Bash($"echo early; {WaitFor("go")}"));

        await Eventually.TrueAsync(
            async () => File.Exists(LogPath(cluster, steps[0], "stdout")) && await LogAsync(cluster, steps[0], "stdout") == "early\n",
            Limit);
        Assert.Equal("RUNNING", EmrClient.State(await server.Client.StepAsync(cluster, steps[0])));

        await File.WriteAllTextAsync(_folder.File("go"), "", TestContext.Current.CancellationToken);
        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");
    }

    [Fact]
    public async Task Step_NicenessIsSet_RunsBehindOtherPrograms()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow, ("LocalEmr:Niceness", "7"));
        var cluster = await server.Client.RunAsync(logUri: $"file://{_folder.Path}/logs/");
        var steps = await server.Client.AddAsync(cluster, Bash("nice"));

        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");

        Assert.Equal("7\n", await LogAsync(cluster, steps[0], "stdout"));
    }

    [Fact]
    public async Task Step_IsOver_ItsScratchFoldersAreGone()
    {
        await using var server = await EmrServer.StartAsync(null, _folder.File("data"), Allow);
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, Bash("head -c 10000000 /dev/zero > \"$TMPDIR/big\"; touch \"$PWD/work\""));

        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");

        var step = _folder.File($"data/clusters/{cluster}/{steps[0]}");
        Assert.Empty(Directory.EnumerateDirectories(step));
        Assert.True(File.Exists(Path.Combine(step, "controller")));
    }

    [Fact]
    public async Task Step_Environment_HoldsNothingOfLocalEmrsOwn()
    {
        await using var server = await EmrServer.StartAsync(
            null, null, Allow, ("AWS_SECRET_ACCESS_KEY", "for-s3a"), ("ConnectionStrings:analytics", "Host=secret"));
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, Bash($"env > '{_folder.File("env")}'"));

        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");
        var environment = await File.ReadAllTextAsync(_folder.File("env"), TestContext.Current.CancellationToken);

        Assert.Contains("AWS_SECRET_ACCESS_KEY=for-s3a", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("Host=secret", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("DOTNET", environment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ProcessesThatIgnoreSignalsAndLeaveTheGroup_AreAllKilled()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow);
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, Bash(
            $"trap '' TERM; set -m; sleep 300 & echo $! > '{_folder.File("child.new")}'; mv '{_folder.File("child.new")}' "
            + $"'{_folder.File("child")}'; while true; do sleep 0.1; done"));
        await Eventually.TrueAsync(() => File.Exists(_folder.File("child")), Limit);
        var child = int.Parse(await File.ReadAllTextAsync(_folder.File("child"), TestContext.Current.CancellationToken));
        Assert.True(RunningProcess.Exists(child));

        await server.Client.CallAsync("CancelSteps", new { ClusterId = cluster, StepIds = steps });
        await server.Client.WaitForStepAsync(cluster, steps[0], "CANCELLED");

        Assert.False(RunningProcess.Exists(child));
    }

    [Fact]
    public async Task Step_LeavesAProcessBehind_ItIsKilled()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow);
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, Bash($"sleep 300 & echo $! > '{_folder.File("child")}'"));

        await server.Client.WaitForStepAsync(cluster, steps[0], "COMPLETED");
        var child = int.Parse(await File.ReadAllTextAsync(_folder.File("child"), TestContext.Current.CancellationToken));

        await Eventually.TrueAsync(() => !RunningProcess.Exists(child));
    }

    [Fact]
    public async Task Step_ProcessKilledFromOutside_FailsAndSaysSo()
    {
        await using var server = await EmrServer.StartAsync(null, null, Allow);
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, Bash("kill -KILL -$PPID; kill -KILL $PPID; kill -KILL $$"));

        var step = await server.Client.WaitForStepAsync(cluster, steps[0], "FAILED");

        Assert.Equal(
            "The process was killed.",
            step.GetProperty("Status").GetProperty("FailureDetails").GetProperty("Reason").GetString());
    }

    [Fact]
    public async Task Kill_LocalEmrWhileAStepRuns_TheStepGoesOnAndIsFoundAgain()
    {
        var port = FreePorts.Take();
        string cluster;
        IReadOnlyList<string> steps;
        using var client = new EmrClient($"http://127.0.0.1:{port}");
        await using (var first = await StartProcessAsync(port))
        {
            cluster = await client.RunAsync(logUri: $"file://{_folder.Path}/logs/");
            steps = await client.AddAsync(
                cluster, Bash($"echo ran >> '{_folder.File("runs")}'; {WaitFor("go")}; echo finished"), Bash("echo next"));
            await Eventually.TrueAsync(() => File.Exists(_folder.File("runs")), Limit);
            await first.SignalAsync("KILL");
            await first.WaitForExitAsync();
        }

        await using var second = await StartProcessAsync(port);
        Assert.Equal("RUNNING", EmrClient.State(await client.StepAsync(cluster, steps[0])));
        await File.WriteAllTextAsync(_folder.File("go"), "", TestContext.Current.CancellationToken);
        await client.WaitForStepAsync(cluster, steps[1], "COMPLETED");

        Assert.Equal("COMPLETED", EmrClient.State(await client.StepAsync(cluster, steps[0])));
        Assert.Equal("ran\n", await File.ReadAllTextAsync(_folder.File("runs"), TestContext.Current.CancellationToken));
        Assert.Equal("finished\n", await LogAsync(cluster, steps[0], "stdout"));
        await second.SignalAsync("TERM");
        await second.WaitForExitAsync();
    }

    private async Task<ChildProcess> StartProcessAsync(int port)
    {
        var process = ChildProcess.StartAssembly(typeof(LocalEmrExtensions).Assembly.Location, [], new Dictionary<string, string>
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["LocalEmr__DataPath"] = _folder.File("data"),
            ["LocalEmr__BootTime"] = "00:00:00",
            ["LocalEmr__AllowScripts"] = "true",
        });
        await process.WaitForAsync("Application started", TimeSpan.FromMinutes(1));
        return process;
    }

    private string WaitFor(string file) => $"while [ ! -e '{_folder.File(file)}' ]; do sleep 0.05; done";

    private string LogPath(string cluster, string step, string name) => _folder.File($"logs/{cluster}/steps/{step}/{name}.gz");

    private async Task<string> LogAsync(string cluster, string step, string name)
    {
        await using var gzip = new GZipStream(File.OpenRead(LogPath(cluster, step, name)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static object Bash(string script, params string[] arguments) =>
        EmrClient.Step("bash", null, ["bash", "-c", script, "step", .. arguments]);
}
