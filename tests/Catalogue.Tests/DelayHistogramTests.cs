using Analytics.Fixtures;

using CliWrap;
using CliWrap.Buffered;

namespace Analytics.Catalogue.Tests;

/// <summary>The two programs of the sample job, one after the other as Hadoop runs them.</summary>
public sealed class DelayHistogramTests
{
    [Fact]
    public async Task MapAndReduce_DelaysOfAllKinds_FallIntoTheirBins()
    {
        int[] delays = [-61, -60, -1, 0, 9, 10, 11, 179, 180, 1000];

        var counted = await RunAsync(delays.Take(4), delays.Skip(4));

        Assert.Equal(["-10\t1", "-60\t1", "-70\t1", "0\t2", "10\t2", "170\t1", "180\t2"], counted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MapAndReduce_NoFlights_CountNothing() => Assert.Empty(await RunAsync([]));

    /// <param name="parts">Delays that a mapper each reads.</param>
    private static async Task<string[]> RunAsync(params IEnumerable<int>[] parts)
    {
        var mapped = new List<string>();
        foreach (var part in parts)
        {
            mapped.AddRange(await PythonAsync(
                "mapper.py", part.Select(delay => $"2001-01-01 06:00:00\t{delay}\t300\tOAK\tLAX")));
        }

        return await PythonAsync("reducer.py", mapped.Order(StringComparer.Ordinal));
    }

    private static async Task<string[]> PythonAsync(string script, IEnumerable<string> lines)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, "python3"))), "There is no python3 to run the programs.");
        var text = string.Concat(lines.Select(line => line + "\n"));
        var result = await CliWrap.Cli.Wrap("python3")
            .WithArguments([Repository.PathOf($"catalog/jobs/delay-histogram/{script}")])
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["width"] = "10", ["longest"] = "180" })
            .WithStandardInputPipe(PipeSource.FromString(text))
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
