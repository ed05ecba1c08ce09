namespace Analytics.Bench.Harness;

/// <summary>
/// One round not counted, then the counted ones: subject and baseline in turn, so that a machine whose speed drifts
/// slows both.
/// </summary>
internal static class InterleavedRun
{
    public static async Task<IReadOnlyList<RatioRow>> MeasureAsync(
        IRatio ratio, int rounds, TextWriter progress, CancellationToken cancellationToken)
    {
        if (rounds > 1)
        {
            await ratio.MeasureSubjectAsync(cancellationToken);
            await ratio.MeasureBaselineAsync(cancellationToken);
        }

        var rows = ratio.Figures.Select(figure => new RatioRow(figure, new Series(), new Series())).ToList();
        for (var round = 1; round <= rounds; round++)
        {
            var bare = round % 2 == 0 ? await ratio.MeasureBaselineAsync(cancellationToken) : [];
            var ours = await ratio.MeasureSubjectAsync(cancellationToken);
            bare = round % 2 == 1 ? await ratio.MeasureBaselineAsync(cancellationToken) : bare;
            for (var i = 0; i < rows.Count; i++)
            {
                var figure = rows[i].Figure;
                rows[i].Subject.Add(ours[i]);
                rows[i].Baseline.Add(bare[i]);
                await progress.WriteLineAsync(
                    $"  {figure.Id} round {round}: {ours[i]:0.000} / {bare[i]:0.000} {figure.Unit}");
            }
        }

        return rows;
    }
}
