using System.Net;
using System.Net.Sockets;

namespace Analytics.Fixtures.Network;

/// <summary>
/// Stands between a client and a server of TCP and makes the network bad: late, slow, hanging, cut, reset, or flipping bits.
/// Rules apply to answers, from the moment they are set, on connections old and new.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly List<Task> _connections = [];
    private readonly Lock _lock = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;

    /// <param name="server">Address of the server, as <c>http://host:port</c>.</param>
    public FaultProxy(string server)
    {
        var address = new Uri(server);
        (_host, _port) = (address.Host, address.Port);
        _listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect to.</summary>
    public string Address { get; }

    /// <summary>What happens to answers now.</summary>
    public FaultRule Rule { get; set; } = FaultRule.None;

    /// <summary>How many connections were made through it.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        await _accepting;
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections];
        }

        await Task.WhenAll(open);
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                Connections++;
                lock (_lock)
                {
                    _connections.Add(ServeAsync(client));
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token))
        {
            try
            {
                await server.ConnectAsync(_host, _port, over.Token);
                var asking = client.GetStream().CopyToAsync(server.GetStream(), over.Token);
                await Task.WhenAny(asking, AnswerAsync(server, client, over.Token));
                await over.CancelAsync();
                await asking;
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // Either side, or a rule, ended it.
            }
        }
    }

    private async Task AnswerAsync(TcpClient server, TcpClient client, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        var from = server.GetStream();
        var to = client.GetStream();
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            var rule = Rule;
            await rule.DelayAsync(read, cancellationToken);
            switch (rule.Take(buffer.AsSpan(0, read)))
            {
                case FaultAction.Hang:
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                    return;
                case FaultAction.Reset:
                    // A linger of 0 makes the close a reset.
                    client.LingerState = new LingerOption(true, 0);
                    client.Close();
                    return;
                case FaultAction.Cut:
                    return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}
