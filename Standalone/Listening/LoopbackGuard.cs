using System.Net;

namespace Analytics.Standalone.Listening;

/// <summary>
/// Whoever reaches the port may read and run everything while sign-in is not configured, so only this machine may
/// reach it.
/// </summary>
internal static class LoopbackGuard
{
    public const string DefaultAddress = "http://localhost:5080";

    private static readonly char[] Separators = [';', ','];

    /// <summary>Settles the addresses to listen on; the fault names each that is not this machine's own.</summary>
    public static string? FaultOf(IConfiguration configuration)
    {
        var foreign = Addresses(configuration).Where(address => !IsLoopback(address)).ToList();
        return foreign.Count == 0
            ? null
            : $"Refused to listen on {string.Join(" and ", foreign)}: sign-in is not configured, so everybody who reaches the address "
                + "could read and run everything. Listen on loopback (--urls http://localhost:5080) and reach it through an SSH tunnel "
                + "or a proxy that signs people in.";
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            yield return endpoint["Url"] ?? $"Kestrel:Endpoints:{endpoint.Key} (no Url)";
        }

        var urls = configuration[WebHostDefaults.ServerUrlsKey];
        foreach (var url in (urls ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return url;
        }

        // Ports without a host mean every address of the machine; Kestrel heeds them only where no urls are given.
        foreach (var key in new[] { WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey })
        {
            if (string.IsNullOrWhiteSpace(urls) && configuration[key] is { Length: > 0 } ports)
            {
                yield return $"every address, port {ports} ({key})";
            }
        }
    }

    private static bool IsLoopback(string address)
    {
        BindingAddress parsed;
        try
        {
            parsed = BindingAddress.Parse(address);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException)
        {
            return false;
        }

        return string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
