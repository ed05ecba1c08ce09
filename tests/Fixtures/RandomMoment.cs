namespace Analytics.Fixtures;

/// <summary>When a fault strikes that may strike at any time: the one wait of a test that waits for nothing.</summary>
public static class RandomMoment
{
    /// <summary>Lets some time pass, at most as long as said.</summary>
    public static Task PassAsync(Random random, TimeSpan atMost) => PassAsync(random, TimeSpan.Zero, atMost);

    /// <summary>Lets at least <paramref name="least"/> pass, and up to <paramref name="more"/> on top.</summary>
    public static Task PassAsync(Random random, TimeSpan least, TimeSpan more) =>
        Task.Delay(least + (more * random.NextDouble()), TestContext.Current.CancellationToken);
}
