using Analytics.Retries;

using Microsoft.Extensions.Hosting;

namespace Analytics.Work;

/// <summary>
/// What is done again and again: a pass, a wait with some chance in it, the next pass. A pass that fails is logged and tried again sooner.
/// Of passes that look after the whole installation only one process makes each (<see cref="PassClaims"/>).
/// </summary>
/// <param name="claims">Of services with a <see cref="SharedPass"/>.</param>
public abstract class PeriodicService(TimeProvider time, PassClaims? claims = null) : BackgroundService
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait from one pass to the next; up to a quarter less is waited.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>The name of passes of which the installation needs one each interval; null where each process makes its own.</summary>
    protected virtual string? SharedPass => null;

    /// <summary>What each process does for itself before a pass.</summary>
    protected virtual Task OwnPassAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>One pass.</summary>
    protected abstract Task PassAsync(CancellationToken cancellationToken);

    /// <summary>Logs that a pass failed.</summary>
    /// <param name="delay">Until the next one.</param>
    protected abstract void LogFailed(Exception fault, TimeSpan delay);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = Interval * (0.75 + (Random.Shared.NextDouble() / 4));
            try
            {
                await OwnPassAsync(stoppingToken);
                await SharedPassAsync(stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                delay = new Backoff(FirstRetry, Interval).After(failures++);
                LogFailed(fault, delay);
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SharedPassAsync(CancellationToken cancellationToken)
    {
        if (SharedPass is not { } name || claims is null)
        {
            await PassAsync(cancellationToken);
        }
        else if (await claims.TryClaimAsync(name, Interval, cancellationToken))
        {
            try
            {
                await PassAsync(cancellationToken);
            }
            catch
            {
                await claims.ReleaseAsync(name);
                throw;
            }
        }
    }
}
