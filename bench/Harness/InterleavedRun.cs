namespace Analytics.Bench.Harness;

/// <summary>
/// One round not counted, then the counted ones: subject and baseline in turn, so that a machine whose speed drifts slows both.
/// </summary>
internal static class InterleavedRun
{
    public static async Task<RatioRow> MeasureAsync(IRatio ratio, int rounds, TextWriter progress, CancellationToken cancellationToken)
    {
        if (rounds > 1)
        {
            await ratio.MeasureSubjectAsync(cancellationToken);
            await ratio.MeasureBaselineAsync(cancellationToken);
        }

        var (subject, baseline) = (new Series(), new Series());
        for (var round = 1; round <= rounds; round++)
        {
            var (ours, bare) = round % 2 == 1
                ? (await ratio.MeasureSubjectAsync(cancellationToken), await ratio.MeasureBaselineAsync(cancellationToken))
                : Swap(await ratio.MeasureBaselineAsync(cancellationToken), await ratio.MeasureSubjectAsync(cancellationToken));
            subject.Add(ours);
            baseline.Add(bare);
            await progress.WriteLineAsync($"  {ratio.Id} round {round}: {ours:0.000} / {bare:0.000} {ratio.Unit} = {ours / bare:0.00}");
        }

        return new RatioRow(ratio.Id, ratio.Title, ratio.Unit, ratio.Goal, subject, baseline);
    }

    private static (double Ours, double Bare) Swap(double bare, double ours) => (ours, bare);
}
