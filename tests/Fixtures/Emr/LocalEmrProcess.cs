using System.Net;
using System.Net.Sockets;

namespace Analytics.Fixtures.Emr;

/// <summary>LocalEmr as a program of its own, over the Spark that <c>SPARK_HOME</c> names.</summary>
public sealed class LocalEmrProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly ScratchFolder _folder;

    private LocalEmrProcess(ChildProcess process, ScratchFolder folder, string address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    public string Address { get; }

    /// <summary>Skips the test where there is no Spark.</summary>
    public static LocalEmrProcess Start()
    {
        Assert.SkipWhen(
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SPARK_HOME")),
            "SPARK_HOME names no installed Spark 3.5 to run jobs on.");
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(bin.Parent?.Parent?.FullName ?? "", "LocalEmr", bin.Name, "Analytics.LocalEmr.dll");
        Assert.True(File.Exists(program), $"LocalEmr is not built: {program}");
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        port.Stop();
        var folder = new ScratchFolder();
        return new LocalEmrProcess(
            ChildProcess.StartAssembly(program, [], new Dictionary<string, string>
            {
                ["urls"] = address,
                ["LocalEmr__DataPath"] = folder.Path,
                ["LocalEmr__BootTime"] = "00:00:00.1",
                ["LocalEmr__LogInterval"] = "00:00:01",
            }),
            folder,
            address);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
