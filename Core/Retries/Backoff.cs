namespace Analytics.Retries;

/// <summary>Waits that double with each failure, up to a longest one.</summary>
/// <param name="First">The wait after one failure.</param>
/// <param name="Longest">No wait is longer.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest)
{
    // 2^30 times any first wait is past any longest one, and no number overflows.
    private const int MostDoublings = 30;

    /// <summary>
    /// The wait after a failure, for the next attempt; half of it is chance, so that what failed together does not come back together.
    /// </summary>
    /// <param name="failuresBefore">How many failures there were before this one.</param>
    public TimeSpan After(int failuresBefore) => Full(failuresBefore) * (0.5 + (Random.Shared.NextDouble() / 2));

    /// <summary>As <see cref="After"/>, without chance: for what is shown to people, and for what is alone.</summary>
    public TimeSpan Full(int failuresBefore)
    {
        var full = First.TotalMilliseconds * Math.Pow(2, Math.Clamp(failuresBefore, 0, MostDoublings));
        return full < Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(full) : Longest;
    }
}
