using System.Diagnostics;
using System.Globalization;
using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;

namespace Analytics.Bench.Limits;

/// <summary>P16: the memory of a conversion does not grow with its file.</summary>
internal sealed class PeakMemoryRatio : IRatio
{
    private const long LargeBytes = 4_000_000_000;
    private const long SmallBytes = 400_000_000;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private BenchSetup? _setup;
    private string _large = "";
    private string _small = "";
    private string _contract = "";

    public string Id => "P16";

    public string Title => "peak memory of converting 4 GB / 400 MB";

    public string Unit => "MB";

    public Goal Goal => Goal.RatioAtMost(1.15);

    public int MaxRounds => 1;

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        _setup = setup;
        var folder = setup.NewFolder();
        var lines = await Lineitem.WriteAsync(setup, folder, SourceKind.Csv, cancellationToken);
        _small = await RepeatAsync(lines, Path.Combine(folder, "small.csv"), SmallBytes, cancellationToken);
        _large = await RepeatAsync(lines, Path.Combine(folder, "large.csv"), LargeBytes, cancellationToken);
        _contract = Path.Combine(folder, "lineitem.yaml");
        await File.WriteAllTextAsync(_contract, Lineitem.Contract(SourceKind.Csv), cancellationToken);
    }

    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => PeakAsync(_large, cancellationToken);

    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) => PeakAsync(_small, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string> RepeatAsync(string source, string target, long bytes, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllBytesAsync(source, cancellationToken);
        var header = Array.IndexOf(lines, (byte)'\n') + 1;
        await using var file = File.Create(target);
        await file.WriteAsync(lines.AsMemory(0, header), cancellationToken);
        while (file.Length < bytes)
        {
            var rest = (int)Math.Min(bytes - file.Length, lines.Length - header);
            var end = rest == lines.Length - header ? rest : lines.AsSpan(header, rest).LastIndexOf((byte)'\n') + 1;
            await file.WriteAsync(lines.AsMemory(header, end), cancellationToken);
            if (end < lines.Length - header)
            {
                break;
            }
        }

        return target;
    }

    private async Task<double> PeakAsync(string file, CancellationToken cancellationToken)
    {
        var output = _setup?.NewFolder() ?? "";
        var start = new ProcessStartInfo(
            Environment.ProcessPath ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "analytics.dll"), "convert", file, "--contract", _contract, "--out", output])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("analytics did not start.");
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, await PeakOfAsync(process.Id, cancellationToken));
            await Task.Delay(Poll, cancellationToken);
        }

        Directory.Delete(output, recursive: true);
        return process.ExitCode == 0
            ? peak / 1024d
            : throw new InvalidOperationException($"analytics ended with {process.ExitCode}: {string.Join('\n', await said)}");
    }

    /// <summary>Kilobytes, by the kernel's own high-water mark; 0 when the process has gone.</summary>
    private static async Task<long> PeakOfAsync(int process, CancellationToken cancellationToken)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync($"/proc/{process}/status", cancellationToken);
            var line = Array.Find(lines, candidate => candidate.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
