using System.IO.Compression;
using System.Text.Json;

using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Bootstrap;

/// <summary>Real scripts.</summary>
public sealed class BootstrapActionsTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly (string, string) Allow = ("LocalEmr:AllowScripts", "true");

    private readonly ScratchFolder _folder = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Children.In(_folder.Path))
        {
            await Signal.SendAsync(process, "KILL");
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task Run_TwoActions_RunInOrderBeforeTheFirstStep()
    {
        await using var server = await EmrServer.StartAsync(null, _folder.File("data"), Allow);
        var order = _folder.File("order");
        var cluster = await RunAsync(
            server, [("one", $"echo \"one $1 $#\" >> '{order}'; echo said", ["a b"]), ("two", $"echo two >> '{order}'", [])],
            $"echo step >> '{order}'");

        var found = await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);

        Assert.Equal("one a b 1\ntwo\nstep\n", await File.ReadAllTextAsync(order, TestContext.Current.CancellationToken));
        Assert.Equal("Steps completed", EmrClient.Reason(found, "Message"));
        var instance = (await server.Client.CallAsync("ListInstances", new { ClusterId = cluster })).GetProperty("Instances")[0]
            .GetProperty("Ec2InstanceId").GetString();
        Assert.Equal(
            "said\n", await UnpackAsync(_folder.File($"logs/{cluster}/node/{instance}/bootstrap-actions/1/stdout.gz")));
    }

    [Fact]
    public async Task Run_ActionFails_TheClusterEndsAndNoStepRuns()
    {
        await using var server = await EmrServer.StartAsync(null, _folder.File("data"), Allow);
        var cluster = await RunAsync(
            server, [("bad", "echo why >&2; exit 3", []), ("never", $"touch '{_folder.File("never")}'", [])],
            $"touch '{_folder.File("step")}'");

        var found = await server.Client.WaitForClusterAsync(cluster, "TERMINATED_WITH_ERRORS", Limit);

        Assert.Equal("BOOTSTRAP_FAILURE", EmrClient.Reason(found, "Code"));
        var message = EmrClient.Reason(found, "Message") ?? "";
        Assert.Contains("bootstrap action 1 returned a non-zero return code (3)", message, StringComparison.Ordinal);
        Assert.Equal("why\n", await UnpackAsync(new Uri(message[message.IndexOf("file://", StringComparison.Ordinal)..]).LocalPath));
        Assert.False(File.Exists(_folder.File("never")));
        Assert.False(File.Exists(_folder.File("step")));
        Assert.Equal("CANCELLED", (await server.Client.StepStatesAsync(cluster))["step"]);
    }

    [Fact]
    public async Task Run_ScriptsAreNotAllowed_NoneRunsAndTheStateSaysSo()
    {
        await using var server = await EmrServer.StartAsync(null, _folder.File("data"));
        var cluster = await RunAsync(server, [("one", $"touch '{_folder.File("ran")}'", [])], "true");

        var found = await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);

        Assert.False(File.Exists(_folder.File("ran")));
        Assert.Equal(
            "Steps completed with errors. Bootstrap actions were not run: LocalEmr:AllowScripts is false.",
            EmrClient.Reason(found, "Message"));
    }

    [Fact]
    public async Task Run_ClusterIsTerminatedMeanwhile_TheActionIsKilled()
    {
        await using var server = await EmrServer.StartAsync(null, _folder.File("data"), Allow);
        var cluster = await RunAsync(
            server, [("slow", $"echo $$ > '{_folder.File("pid.new")}'; mv '{_folder.File("pid.new")}' '{_folder.File("pid")}'; sleep 300", [])],
            "true");
        await Eventually.TrueAsync(() => File.Exists(_folder.File("pid")), Limit);
        var process = int.Parse(await File.ReadAllTextAsync(_folder.File("pid"), TestContext.Current.CancellationToken));
        Assert.Equal("BOOTSTRAPPING", EmrClient.State(await server.Client.ClusterAsync(cluster)));

        await server.Client.CallAsync("TerminateJobFlows", new { JobFlowIds = new[] { cluster } });

        await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);
        await Eventually.TrueAsync(() => !RunningProcess.Exists(process), Limit);
    }

    [Fact]
    public async Task Restart_ActionThatRuns_IsFollowedAgainAndRunsOnce()
    {
        var runs = _folder.File("runs");
        string cluster;
        await using (var first = await EmrServer.StartAsync(null, _folder.File("data"), Allow, ("LocalEmr:KeepSteps", "true")))
        {
            cluster = await RunAsync(
                first, [("done", $"echo done >> '{runs}'", []),
                    ("slow", $"echo slow >> '{runs}'; while [ ! -e '{_folder.File("go")}' ]; do sleep 0.05; done", [])], "true");
            await Eventually.TrueAsync(() => File.Exists(runs) && File.ReadAllLines(runs).Length == 2, Limit);
        }

        await using var second = await EmrServer.StartAsync(null, _folder.File("data"), Allow);
        Assert.Equal("BOOTSTRAPPING", EmrClient.State(await second.Client.ClusterAsync(cluster)));
        await File.WriteAllTextAsync(_folder.File("go"), "", TestContext.Current.CancellationToken);

        await second.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);
        Assert.Equal("done\nslow\n", await File.ReadAllTextAsync(runs, TestContext.Current.CancellationToken));
    }

    private async Task<string> RunAsync(
        EmrServer server, IEnumerable<(string Name, string Script, string[] Arguments)> actions, string step)
    {
        var bootstrap = new List<object>();
        foreach (var (name, script, arguments) in actions)
        {
            await File.WriteAllTextAsync(_folder.File($"{name}.sh"), script + "\n", TestContext.Current.CancellationToken);
            bootstrap.Add(new { Name = name, ScriptBootstrapAction = new { Path = $"file://{_folder.File($"{name}.sh")}", Args = arguments } });
        }

        JsonElement answer = await server.Client.CallAsync("RunJobFlow", new
        {
            Name = "booted",
            LogUri = $"file://{_folder.File("logs")}/",
            Instances = new { MasterInstanceType = "m5.xlarge", InstanceCount = 1 },
            BootstrapActions = bootstrap,
            Steps = new[] { EmrClient.Step("step", "CONTINUE", "bash", "-c", step) },
        });
        return answer.GetProperty("JobFlowId").GetString() ?? "";
    }

    private static async Task<string> UnpackAsync(string path)
    {
        await using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
