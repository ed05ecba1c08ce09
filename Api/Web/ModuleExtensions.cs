using Microsoft.JSInterop;

namespace Analytics.Api.Web;

/// <summary>The bundled JavaScript modules, in pages whose visitor may leave at any moment.</summary>
internal static class ModuleExtensions
{
    /// <summary>Null when the browser has gone before it could load it.</summary>
    public static async ValueTask<IJSObjectReference?> ImportAsync(this IJSRuntime runtime, string module)
    {
        try
        {
            return await runtime.InvokeAsync<IJSObjectReference>("import", $"./lib/{module}.js");
        }
        catch (JSDisconnectedException)
        {
            return null;
        }
    }

    public static async ValueTask ReleaseAsync(this IJSObjectReference module)
    {
        try
        {
            await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and the module with it.
        }
    }
}
