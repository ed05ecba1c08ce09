using Analytics.Fixtures.Network;

namespace Analytics.LocalEmr.Tests.Spark;

/// <summary>A standalone master with its REST API and one worker, on ports of their own.</summary>
internal sealed class StandaloneMaster : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly ScratchFolder _folder = new();
    private readonly List<ChildProcess> _processes = [];

    private StandaloneMaster(IReadOnlyList<int> ports) =>
        (MasterUrl, RestUrl, UiUrl, WorkerUi) = (
            $"spark://127.0.0.1:{ports[0]}", $"http://127.0.0.1:{ports[1]}", $"http://127.0.0.1:{ports[2]}", ports[3]);

    public string MasterUrl { get; }

    public string RestUrl { get; }

    public string UiUrl { get; }

    private int WorkerUi { get; }

    public static async Task<StandaloneMaster> StartAsync()
    {
        var ports = FreePorts.Take(4);
        var master = new StandaloneMaster(ports);
        var environment = new Dictionary<string, string>
        {
            ["SPARK_LOCAL_IP"] = "127.0.0.1",
            ["SPARK_MASTER_OPTS"] = $"-Dspark.master.rest.enabled=true -Dspark.master.rest.port={ports[1]}",
            ["SPARK_DAEMON_MEMORY"] = "256m",
        };
        master.Launch(
            environment, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", $"{ports[0]}", "--webui-port",
            $"{ports[2]}");
        await master._processes[0].WaitForAsync("I have been elected leader", Limit);
        master.Launch(
            environment, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", $"{master.WorkerUi}", "--cores",
            "4", "--memory", "4g", "--work-dir", master._folder.Path, master.MasterUrl);
        await master._processes[1].WaitForAsync("Successfully registered with master", Limit);
        return master;
    }

    /// <summary>Processes that the worker has started and that run.</summary>
    public IReadOnlyList<int> Children() => Fixtures.Children.In(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private void Launch(IReadOnlyDictionary<string, string> environment, params string[] command) =>
        _processes.Add(ChildProcess.Start(Path.Combine(RealSpark.Home, "bin", "spark-class"), command, environment));
}
