using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Analytics.Fixtures;

/// <summary>Bounded waits for conditions that no signal tells of.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Returns when the condition holds; fails, naming it, when it does not within the limit (30 s).</summary>
    public static Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        ValueAsync(async () => await condition() ? "held" : null, limit, what);

    /// <summary>As the other overload, for conditions that need no waiting.</summary>
    public static Task TrueAsync(
        Func<bool> condition, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), limit, what);

    /// <summary>Returns the first value that is not null.</summary>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T?>> probe, TimeSpan? limit = null, [CallerArgumentExpression(nameof(probe))] string what = "")
        where T : class
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await probe() is { } value)
            {
                return value;
            }

            if (watch.Elapsed > (limit ?? Limit))
            {
                Assert.Fail($"Not within {limit ?? Limit}: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
