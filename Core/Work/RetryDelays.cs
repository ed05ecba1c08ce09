namespace Analytics.Work;

internal static class RetryDelays
{
    /// <summary>
    /// The wait after failed attempt number <paramref name="attempt"/> (from 1): doubles up to the longest, and a quarter of it is
    /// chance, so that what failed together does not come back together.
    /// </summary>
    public static TimeSpan After(int attempt, WorkOptions options)
    {
        var full = options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30));
        var capped = Math.Min(full, options.LongestRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(capped * (0.75 + (Random.Shared.NextDouble() / 4)));
    }
}
