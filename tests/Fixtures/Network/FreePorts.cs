using System.Net;
using System.Net.Sockets;

namespace Analytics.Fixtures.Network;

public static class FreePorts
{
    /// <summary>A port that is free now.</summary>
    public static int Take() => Take(1)[0];

    /// <summary>Ports that are free now, each another.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            listeners.ForEach(listener => listener.Start());
            return listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
