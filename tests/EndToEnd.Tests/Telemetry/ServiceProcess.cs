using Analytics.Fixtures;
using Analytics.Fixtures.Network;

namespace Analytics.EndToEnd.Tests.Telemetry;

/// <summary>One of the services as a process of its own, as it runs on AWS and under the AppHost.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly ChildProcess _process;

    private ServiceProcess(ChildProcess process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public int Id => _process.Id;

    public HttpClient Client { get; }

    /// <summary>Starts a service and returns when it is ready to work.</summary>
    public static async Task<ServiceProcess> StartAsync(string assembly, IReadOnlyDictionary<string, string> settings)
    {
        var address = $"http://127.0.0.1:{FreePorts.Take()}";
        var process = ChildProcess.StartAssembly(assembly, ["--urls", address], settings);
        var service = new ServiceProcess(process, new Uri(address));
        await Eventually.TrueAsync(service.IsReadyAsync, StartLimit, $"{Path.GetFileName(assembly)} is ready");
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await _process.SignalAsync("TERM");
            await _process.WaitForExitAsync();
        }

        await _process.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, $"It ended:\n{string.Join('\n', _process.Lines)}");
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
