using Analytics.Fixtures.Network;

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
        _ = RealSpark.Home;
        var bin = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(bin.Parent?.Parent?.FullName ?? "", "LocalEmr", bin.Name, "Analytics.LocalEmr.dll");
        Assert.True(File.Exists(program), $"LocalEmr is not built: {program}");
        var address = $"http://127.0.0.1:{FreePorts.Take()}";
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

    /// <summary>Processes of steps that run.</summary>
    public IReadOnlyList<int> Children() => Fixtures.Children.In(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
