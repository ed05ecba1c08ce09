using Analytics.EmbeddedPostgres.Installations;
using Analytics.Fixtures;

namespace Analytics.EmbeddedPostgres.Tests;

public sealed class InstallationFinderTests
{
    [Theory]
    [InlineData("echo 'postgres (PostgreSQL) 15.4 (Some Linux 15.4-1)'", true)]
    [InlineData("echo 'postgres (PostgreSQL) 18.1'", true)]
    [InlineData("echo 'postgres (PostgreSQL) 14.9'", false)]
    [InlineData("echo 'a wrapper of something else'", false)]
    [InlineData("exit 3", false)]
    public async Task ProbeAsync_ProgramThatSays_IsUsedOnlyIfNewEnough(string script, bool isUsed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are shell scripts.");
        using var scratch = new ScratchFolder();
        await WriteProgramAsync(scratch, "postgres", script);
        await WriteProgramAsync(scratch, "initdb", "exit 0");
        await WriteProgramAsync(scratch, "pg_ctl", "exit 0");

        var found = await InstallationFinder.ProbeAsync(scratch.Path, PostgresSource.Machine, TestContext.Current.CancellationToken);

        Assert.Equal(isUsed, found is not null);
    }

    [Fact]
    public async Task ProbeAsync_WrapperWithoutInitDb_IsNotAnInstallation()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are shell scripts.");
        using var scratch = new ScratchFolder();
        await WriteProgramAsync(scratch, "postgres", "echo 'postgres (PostgreSQL) 16.2'");

        Assert.Null(await InstallationFinder.ProbeAsync(scratch.Path, PostgresSource.Machine, TestContext.Current.CancellationToken));
    }

    private static async Task WriteProgramAsync(ScratchFolder scratch, string name, string script)
    {
        var path = scratch.File(name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{script}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
