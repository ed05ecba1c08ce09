using System.Net;
using System.Net.Sockets;
using Analytics.Standalone.Database;

namespace Analytics.Standalone.Tests.Database;

public class GivenDatabaseTests
{
    [Theory]
    [InlineData("Host=localhost;Pasword=hunter2", "cannot be read")]
    [InlineData("Password=hunter2", "names no Host")]
    public async Task FaultOfAsync_StringThatIsNone_SaysSoWithoutThePassword(string given, string expected)
    {
        var fault = await FaultOfAsync(given);

        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultOfAsync_NobodyListens_SaysWhereItLookedWithoutThePassword()
    {
        // A port that is taken, and on which nobody answers connections.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint?)silent.LocalEndPoint)?.Port;

        var fault = await FaultOfAsync($"Host=127.0.0.1;Port={port};Username=ann;Database=shop;Password=hunter2");

        Assert.StartsWith($"The database 'shop' on 127.0.0.1:{port} cannot be used as 'ann'", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    private static Task<string?> FaultOfAsync(string given) =>
        GivenDatabase.FaultOfAsync(given, patience: TimeSpan.Zero, TimeProvider.System, TestContext.Current.CancellationToken);
}
