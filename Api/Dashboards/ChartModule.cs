using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Analytics.Api.Dashboards;

internal static class ChartModule
{
    /// <summary>Null when the visitor has left.</summary>
    public static async ValueTask<ChartResult?> DrawAsync(
        this IJSObjectReference module, ElementReference element, string url, bool dark, CancellationToken cancellationToken)
    {
        try
        {
            return await module.InvokeAsync<ChartResult?>("draw", cancellationToken, element, url, dark);
        }
        catch (Exception exception) when (exception is JSDisconnectedException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Calls a function whose work is of no use once the visitor has left.</summary>
    public static async ValueTask DropAsync(this IJSObjectReference module, string function, ElementReference element)
    {
        try
        {
            await module.InvokeVoidAsync(function, element);
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the chart with it.
        }
    }
}
