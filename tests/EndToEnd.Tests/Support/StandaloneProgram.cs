using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Fixtures;
using Analytics.Fixtures.Network;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>The whole platform as a process of its own, with a data directory and a port of its own.</summary>
internal sealed class StandaloneProgram : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    /// <summary>Jobs on Spark wait for each other, too.</summary>
    private static readonly TimeSpan JobLimit = TimeSpan.FromMinutes(15);

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

    public static Task<StandaloneProgram> StartAsync(string dataDirectory, string catalogue, bool sampleData, params string[] more) =>
        StartAsync(dataDirectory, catalogue, sampleData, more, null);

    /// <param name="environment">By which it finds a Spark, or whatever else is to be there; without one it finds no Spark.</param>
    /// <param name="program">Another build of it than the one beside the tests.</param>
    public static async Task<StandaloneProgram> StartAsync(
        string dataDirectory, string catalogue, bool sampleData, IEnumerable<string> more, IReadOnlyDictionary<string, string>? environment,
        string? program = null)
    {
        var address = $"http://localhost:{FreePorts.Take()}";
        var process = ChildProcess.StartAssembly(
            program ?? Build.StandaloneProgram,
            [
                "--data-dir", dataDirectory, "--catalogue", catalogue, "--urls", address,
                "--sample-data", sampleData ? "true" : "false", .. more,
            ],
            environment ?? new Dictionary<string, string> { ["SPARK_HOME"] = "" });
        var started = new StandaloneProgram(process, dataDirectory, new Uri(address));
        await process.WaitForAsync("Web application:", StartLimit);
        return started;
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

    /// <summary>Waits until no file is under way, and each job's newest run succeeded on the newest versions of its inputs.</summary>
    public async Task WaitForJobsAsync(params string[] jobs)
    {
        foreach (var job in jobs)
        {
            await Eventually.TrueAsync(
                async () => await FilesAreReadAsync() && await IsUpToDateAsync(job), JobLimit, $"the job {job} succeeded");
        }
    }

    /// <summary>The main process of its PostgreSQL.</summary>
    public async Task<int> ServerProcessAsync()
    {
        var found = Directory.GetFiles(Path.Combine(DataDirectory, "postgres"), "postmaster.pid", SearchOption.AllDirectories).Single();
        var lines = await File.ReadAllLinesAsync(found, TestContext.Current.CancellationToken);
        return int.Parse(lines[0], CultureInfo.InvariantCulture);
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

    private async Task<bool> FilesAreReadAsync()
    {
        foreach (var state in new[] { "landed", "reading" })
        {
            if ((await GetAsync($"/api/v1/objects?state={state}")).GetProperty("items").GetArrayLength() > 0)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> IsUpToDateAsync(string job)
    {
        var runs = (await GetAsync($"/api/v1/runs?job={job}&limit=1")).GetProperty("items");
        if (runs.GetArrayLength() == 0 || runs[0].GetProperty("state").GetString() != "succeeded")
        {
            return false;
        }

        var run = await GetAsync($"/api/v1/runs/{runs[0].GetProperty("id").GetInt64()}");
        foreach (var input in run.GetProperty("inputs").EnumerateObject())
        {
            var newest = (await GetAsync($"/api/v1/datasets/{input.Name}")).GetProperty("dataset").GetProperty("version");
            if (newest.GetInt64() != input.Value.GetInt64())
            {
                return false;
            }
        }

        return true;
    }
}
