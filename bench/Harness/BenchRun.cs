using System.Globalization;

namespace Analytics.Bench.Harness;

/// <summary>Runs the ratios that were asked for and prints the table.</summary>
internal static class BenchRun
{
    private const int DefaultRounds = 5;
    private const int Threads = 2;

    public static async Task<int> RunAsync(IReadOnlyList<IRatio> all, string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var rounds = args.Select(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .DefaultIfEmpty(0).Max() is > 0 and var given ? given : DefaultRounds;
        var wanted = args.Where(arg => arg.StartsWith('P')).ToList();
        var chosen = all.Where(ratio => wanted.Count == 0 || wanted.Exists(want => ratio.Id.StartsWith(want, StringComparison.Ordinal))).ToList();
        var folder = Directory.CreateTempSubdirectory("analytics-bench-").FullName;
        var rows = new List<RatioRow>();
        var failed = false;
        try
        {
            var setup = new BenchSetup(folder, Environment.GetEnvironmentVariable("TPCH_DIR"), Threads);
            foreach (var ratio in chosen)
            {
                await using var measured = ratio;
                await output.WriteLineAsync($"{ratio.Id}: {ratio.Title}");
                try
                {
                    await ratio.PrepareAsync(setup, cancellationToken);
                    rows.Add(await InterleavedRun.MeasureAsync(ratio, Math.Min(rounds, ratio.MaxRounds), output, cancellationToken));
                }
                catch (InvalidOperationException fault)
                {
                    // One side did not do its work: that ratio has no row, and the others go on.
                    failed = true;
                    await output.WriteLineAsync($"  {ratio.Id} failed: {fault.Message}");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(RatioRow.Header);
        foreach (var row in rows)
        {
            await output.WriteLineAsync(row.ToString());
        }

        return !failed && rows.TrueForAll(row => row.IsMet) ? 0 : 1;
    }
}
