using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>The whole platform as a process of its own, with a data directory and a port of its own.</summary>
internal sealed class StandaloneProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private StandaloneProgram(ChildProcess process, string dataDirectory, Uri address)
    {
        Process = process;
        DataDirectory = dataDirectory;
        Client = new HttpClient { BaseAddress = address };
    }

    public ChildProcess Process { get; }

    public string DataDirectory { get; }

    public HttpClient Client { get; }

    public string Address => Client.BaseAddress?.ToString().TrimEnd('/') ?? "";

    public static async Task<StandaloneProgram> StartAsync(string dataDirectory, string catalogue, bool sampleData)
    {
        var address = $"http://localhost:{FreePort()}";
        var process = ChildProcess.StartAssembly(
            Build.StandaloneProgram,
            ["--data-dir", dataDirectory, "--catalogue", catalogue, "--urls", address, "--sample-data", sampleData ? "true" : "false"]);
        var program = new StandaloneProgram(process, dataDirectory, new Uri(address));
        await process.WaitForAsync("Web application:", StartLimit);
        return program;
    }

    /// <summary>Puts a file into the raw store as a person would: by copying it there.</summary>
    public void Land(string key, string content)
    {
        var path = Path.Combine(DataDirectory, "raw", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? DataDirectory);
        File.WriteAllText(path, content);
    }

    public Task<JsonElement> GetAsync(string path) =>
        Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Waits until each of the jobs has a run that succeeded.</summary>
    public async Task WaitForJobsAsync(params string[] jobs)
    {
        foreach (var job in jobs)
        {
            await Eventually.TrueAsync(
                async () => (await GetAsync($"/api/v1/runs?job={job}")).GetProperty("items").EnumerateArray()
                    .Any(run => run.GetProperty("state").GetString() == "succeeded"),
                TimeSpan.FromSeconds(120),
                $"the job {job} succeeded");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!Process.HasExited)
        {
            await Process.SignalAsync("TERM");
            await Process.WaitForExitAsync();
        }

        await Process.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
