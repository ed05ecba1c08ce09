using Analytics.Database;

using Microsoft.AspNetCore.Components;

using MudBlazor;

namespace Analytics.Api.Web;

/// <summary>
/// A page that shows something read from the database and reads it again while it is open. While the database does not answer it
/// keeps showing what it read last, and says so.
/// </summary>
public abstract class LivePage<T> : ComponentBase, IDisposable
    where T : class
{
    private readonly CancellationTokenSource _closed = new();
    private int _reading;

    [Inject]
    protected TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What was read last; null before that, and where there is no such thing (then <see cref="Read"/> is true).</summary>
    protected T? Value { get; private set; }

    protected bool Read { get; private set; }

    protected string? Fault { get; private set; }

    /// <summary>Whether something that a person asked for is being done.</summary>
    protected bool Acting { get; private set; }

    /// <summary>Of a page's first rendering, which is an answer to a request; null once it is connected.</summary>
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(3);

    protected CancellationToken Closed => _closed.Token;

    protected abstract Task<T?> ReadAsync(CancellationToken cancellationToken);

    protected override async Task OnParametersSetAsync()
    {
        await RefreshAsync();
        if (Read && Value is null)
        {
            HttpContext.SayNotFound();
        }
    }

    /// <summary>Does what a person asked for, once at a time; a database that does not answer is told beside it, not thrown.</summary>
    protected async Task ActAsync(ISnackbar snackbar, Func<Task> action)
    {
        if (Acting)
        {
            return;
        }

        Acting = true;
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // The visitor has left.
        }
        catch (Exception exception) when (Transient.IsTransient(exception))
        {
            snackbar.Add("The database does not answer. Check whether it was done, then try again in a few seconds.", Severity.Error);
        }
        finally
        {
            Acting = false;
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = PollAsync();
        }
    }

    /// <summary>Reads now. Of two reads that overlap, the one that began later wins.</summary>
    protected async Task RefreshAsync()
    {
        var reading = ++_reading;
        try
        {
            var value = await ReadAsync(Closed);
            if (reading == _reading)
            {
                (Value, Read, Fault) = (value, true, null);
            }
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // The visitor has left.
        }
        catch (Exception exception) when (Transient.IsTransient(exception))
        {
            Fault = Value is null
                ? "The database does not answer. This page retries every few seconds."
                : "The database does not answer. This is the last known state; this page retries every few seconds.";
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            _closed.Dispose();
        }
    }

    private async Task PollAsync()
    {
        var closed = Closed;
        using var timer = new PeriodicTimer(Interval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(closed))
            {
                await InvokeAsync(async () =>
                {
                    await RefreshAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The visitor has left.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
