namespace Analytics.Bench.Harness;

/// <summary>Runs the ratios that were asked for and prints the table.</summary>
internal static class BenchRun
{
    private const int Threads = 2;

    /// <summary>
    /// Returns 0 when every goal was met, 1 when one was not or could not be measured, 2 when nothing was asked for
    /// that is there.
    /// </summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<IRatio> all, Wish wish, TextWriter output, CancellationToken cancellationToken)
    {
        var chosen = all.Where(ratio => ratio.Figures.Any(figure => wish.Names(figure.Id))).ToList();
        if (chosen.Count == 0)
        {
            var ids = all.Select(ratio => ratio.Figures[0].Id);
            await output.WriteLineAsync($"No such ratio. There are {string.Join(", ", ids)}.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("analytics-bench-").FullName;
        var rows = new List<RatioRow>();
        try
        {
            var setup = new BenchSetup(folder, Environment.GetEnvironmentVariable("TPCH_DIR"), Threads);
            foreach (var ratio in chosen)
            {
                rows.AddRange(await MeasureAsync(ratio, wish.Rounds, setup, output, cancellationToken));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            await PrintAsync(rows, output);
        }

        return rows.TrueForAll(row => row.IsMet) ? 0 : 1;
    }

    /// <summary>
    /// A ratio that cannot be measured, for want of a program or a file, says why in its rows, and the others go on.
    /// </summary>
    private static async Task<IReadOnlyList<RatioRow>> MeasureAsync(
        IRatio ratio, int rounds, BenchSetup setup, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"{ratio.Figures[0].Id}: {ratio.Figures[0].Title}");
        var own = setup with { Folder = setup.NewFolder() };
        try
        {
            await using (ratio)
            {
                await ratio.PrepareAsync(own, cancellationToken);
                return await InterleavedRun.MeasureAsync(
                    ratio, Math.Min(rounds, ratio.MaxRounds), output, cancellationToken);
            }
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"  not measured: {fault.Message}");
            return [.. ratio.Figures.Select(figure => new RatioRow(figure, new Series(), new Series(), fault.Message))];
        }
        finally
        {
            Directory.Delete(own.Folder, recursive: true);
        }
    }

    private static async Task PrintAsync(List<RatioRow> rows, TextWriter output)
    {
        await output.WriteLineAsync();
        await output.WriteLineAsync(RatioRow.Header);
        foreach (var row in rows)
        {
            await output.WriteLineAsync(row.ToString());
        }
    }
}
