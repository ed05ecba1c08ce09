using Analytics.Fixtures;

namespace Analytics.EmbeddedPostgres.Tests;

/// <summary>One server for the tests that only look at it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private EmbeddedPostgresServer? _server;

    public ScratchFolder Scratch { get; } = new();

    public EmbeddedPostgresServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync() => _server = await Servers.StartAsync(Scratch);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Scratch.Dispose();
    }
}
