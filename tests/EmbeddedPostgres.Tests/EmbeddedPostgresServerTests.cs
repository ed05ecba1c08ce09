using System.Net;
using System.Net.NetworkInformation;

using Analytics.EmbeddedPostgres.Installations;
using Analytics.Fixtures;

using Npgsql;

namespace Analytics.EmbeddedPostgres.Tests;

public sealed class EmbeddedPostgresServerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_PostgresOfTheMachine_Serves()
    {
        Assert.SkipWhen(
            (await InstallationFinder.FindAllAsync(PostgresSource.Machine, Token)).Count == 0, "This machine has no PostgreSQL 15 or newer.");

        await ServesAsync(PostgresSource.Machine);
    }

    [Fact]
    public async Task StartAsync_PostgresOfTheNpmPackage_Serves()
    {
        Assert.SkipWhen(NpmPackage.Find() is null, "The npm package is not installed: build with -p:InstallNpmPostgres=true.");

        await ServesAsync(PostgresSource.NpmPackage);
    }

    [Fact]
    public async Task StartAsync_SecondStart_FindsDataAndPasswordAgain()
    {
        using var scratch = new ScratchFolder();
        string? password;
        await using (var first = await Servers.StartAsync(scratch))
        {
            await Servers.ScalarAsync(first.ConnectionString, "create table kept as select 42 as value");
            password = Password(first);
        }

        Assert.NotEqual(Password(shared.Server), password);

        await using var second = await Servers.StartAsync(scratch);

        Assert.Equal(42, await Servers.ScalarAsync(second.ConnectionString, "select value from kept"));
        Assert.Equal(password, Password(second));
    }

    [Fact]
    public void StartAsync_Running_KeepsThePasswordInPrivateFile()
    {
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(shared.Scratch.File("data/password")));
        Assert.Equal(File.ReadAllText(shared.Scratch.File("data/password")), Password(shared.Server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("analytics")]
    [InlineData("postgres")]
    public async Task StartAsync_WrongPassword_IsRefused(string password)
    {
        var wrong = new NpgsqlConnectionStringBuilder(shared.Server.ConnectionString) { Password = password };

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Servers.ScalarAsync(wrong.ConnectionString, "select 1"));
    }

    [Fact]
    public void StartAsync_Running_ListensOnLoopbackOnly()
    {
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(e => e.Port == shared.Server.Port);

        Assert.Equal([IPAddress.Loopback], listeners.Select(e => e.Address).Distinct());
    }

    [Fact]
    public void StartAsync_AsRoot_RunsTheServerAsAnotherUser()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux changes the user.");

        var status = File.ReadLines($"/proc/{shared.Server.ProcessId}/status");

        var user = status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.DoesNotContain("0", user.Split('\t')[1..]);
    }

    [Fact]
    public async Task StartAsync_DataDirectoryInUse_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => Servers.StartAsync(shared.Scratch));

        Assert.Contains("is in use by another process", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Servers.ScalarAsync(shared.Server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task StartAsync_AsRootBelowDirectoryThatOthersCannotEnter_Serves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux changes the user.");
        using var scratch = new ScratchFolder();
        var home = Directory.CreateDirectory(
            scratch.File("home"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(home.FullName, "deep/data"), Throwaway = true };

        await using var server = await EmbeddedPostgresServer.StartAsync(options, Token);

        Assert.Equal(1, await Servers.ScalarAsync(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task StartAsync_PortInUse_SaysSo()
    {
        using var other = new ScratchFolder();
        var port = shared.Server.Port;
        var options = new EmbeddedPostgresOptions { DataDirectory = other.File("data"), Port = port, Throwaway = true };

        var exception = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(options, Token));

        Assert.Contains($"Port {port} of 127.0.0.1 is in use", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DisposeAsync_Throwaway_LeavesNothingBehind()
    {
        using var scratch = new ScratchFolder();
        var options = new EmbeddedPostgresOptions { DataDirectory = scratch.File("data"), Throwaway = true };
        var server = await EmbeddedPostgresServer.StartAsync(options, Token);
        var process = server.ProcessId;

        await server.DisposeAsync();

        Assert.False(Directory.Exists(options.DataDirectory));
        Assert.False(RunningProcess.Exists(process));
    }

    private static async Task ServesAsync(PostgresSource source)
    {
        using var scratch = new ScratchFolder();
        await using var server = await Servers.StartAsync(scratch, source);

        Assert.True(server.Version.Major >= InstallationFinder.OldestMajorVersion);
        Assert.Equal("analytics", await Servers.ScalarAsync(server.ConnectionString, "select current_database()::text"));
        Assert.Equal("on", await Servers.ScalarAsync(server.ConnectionString, "show fsync"));
        Assert.StartsWith(
            server.Version.ToString(), (string?)await Servers.ScalarAsync(server.ConnectionString, "show server_version"), StringComparison.Ordinal);
    }

    private static string? Password(EmbeddedPostgresServer server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString).Password;
}
