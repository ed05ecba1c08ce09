using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Analytics.Bench.Services;

/// <summary>A service in a process of its own, from start to first answer to end.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    private readonly Process _process;

    private ServiceProcess(Process process, string address, TimeSpan timeToFirstAnswer)
    {
        _process = process;
        Address = address;
        TimeToFirstAnswer = timeToFirstAnswer;
    }

    public string Address { get; }

    public TimeSpan TimeToFirstAnswer { get; }

    /// <summary>Resident memory now, in megabytes.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Processor time so far, of all threads.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most resident memory that it has had, in megabytes, by the kernel's own high-water mark.</summary>
    public async Task<double> PeakMegabytesAsync(CancellationToken cancellationToken)
    {
        const string Mark = "VmHWM:";
        var lines = await File.ReadAllLinesAsync($"/proc/{_process.Id}/status", cancellationToken);
        var kilobytes = Array.Find(lines, line => line.StartsWith(Mark, StringComparison.Ordinal))?[Mark.Length..]
            ?? throw new InvalidOperationException("This system does not tell a process's peak of memory.");
        var number = kilobytes.Replace("kB", "", StringComparison.Ordinal);
        return long.Parse(number, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>
    /// Starts an assembly that lies beside this program; <paramref name="arguments"/> may name <c>{url}</c>.
    /// </summary>
    public static async Task<ServiceProcess> StartAsync(
        string assembly,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var url = $"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}";
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument.Replace("{url}", url, StringComparison.Ordinal));
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} did not start.");
        var errors = new ServiceOutput(process);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        while (clock.Elapsed < StartLimit && !process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/alive", UriKind.Relative), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return new ServiceProcess(process, url, clock.Elapsed);
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(PollInterval, cancellationToken);
        }

        process.Kill(entireProcessTree: true);
        throw new InvalidOperationException($"{assembly} gave no answer on {url}. It said:\n{errors.Text}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
