using System.Runtime.InteropServices;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.ServiceDefaults;

/// <summary>The life of a service's process: it may be told to stop at any moment, while it still starts too.</summary>
public sealed class ServiceRun
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>For what started before the rest failed, or was told to stop.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SignalLimit = TimeSpan.FromSeconds(1);

    private volatile bool _over;

    /// <summary>
    /// Keeps the host from reporting a start that was broken off as a failed one, in fifty lines. It may do so before it says that it stops;
    /// what really fails a start it throws as well.
    /// </summary>
    internal void Quieten(ILoggingBuilder logging) => logging.AddFilter(HostCategory, level => !_over && level >= LogLevel.Critical);

    /// <summary>Runs until somebody stops it; returns the process's exit code.</summary>
    public static async Task<int> UntilStoppedAsync(WebApplication app, CancellationToken cancellationToken = default)
    {
        await using var host = app;
        var run = app.Services.GetService<ServiceRun>();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => told.TrySetResult());
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => told.TrySetResult());
        await using var stopping = app.Lifetime.ApplicationStopping.Register(() => run?.End(app.Lifetime));
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception)
        {
            // A part that failed may stop the rest, by no signal; the host hears a signal as early as this does. A signal from before is told
            // by the caller's token.
            var isTold = cancellationToken.IsCancellationRequested
                || (app.Lifetime.ApplicationStopping.IsCancellationRequested
                    && await Task.WhenAny(told.Task, Task.Delay(SignalLimit, TimeProvider.System, CancellationToken.None)) == told.Task);

            // What had started is stopped in any case: disposed while it runs, it would be reported as a second fault, with its stack trace.
            run?.End(app.Lifetime);
            await StopAsync(app);
            if (!isTold)
            {
                throw;
            }

            await Console.Error.WriteLineAsync("Stopped while it was starting.");
            return 0;
        }

        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static async Task StopAsync(WebApplication app)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await app.StopAsync(limit.Token);
        }
        catch (Exception)
        {
            // A service that had not started may not be able to stop; the process ends in any case.
        }
    }

    private void End(IHostApplicationLifetime lifetime) => _over |= !lifetime.ApplicationStarted.IsCancellationRequested;
}
