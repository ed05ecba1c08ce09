using System.Diagnostics;

using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.JobFailures;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

/// <summary>What a child may not do, looked at from outside while it runs.</summary>
public sealed class EngineSandboxTests
{
    [Fact]
    public async Task Start_OnLinux_ChildHasNoNetworkNoPrivilegesAndNoEnvironment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's limits are Linux's.");
        await using var bench = new EngineBench();
        var tools = await SandboxTools.FindAsync(65534, TestContext.Current.CancellationToken);
        Assert.SkipUnless(tools.Missing.Count == 0, $"This machine cannot take all away: {string.Join("; ", tools.Missing)}.");
        var process = await StartAsync(bench);
        await Eventually.TrueAsync(() => File.ReadAllText($"/proc/{process.Id}/comm").StartsWith("dotnet", StringComparison.Ordinal));

        var status = await File.ReadAllLinesAsync($"/proc/{process.Id}/status", TestContext.Current.CancellationToken);
        var environment = await File.ReadAllTextAsync($"/proc/{process.Id}/environ", TestContext.Current.CancellationToken);
        var limits = await File.ReadAllTextAsync($"/proc/{process.Id}/limits", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("PATH=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("ConnectionStrings", environment, StringComparison.Ordinal);
        Assert.Contains(status, line => line.StartsWith("NoNewPrivs:\t1", StringComparison.Ordinal));
        Assert.Contains(status, line => line.StartsWith("CapEff:\t0000000000000000", StringComparison.Ordinal));
        Assert.Equal(
            Environment.IsPrivilegedProcess,
            status.Any(line => line.StartsWith("Uid:\t65534", StringComparison.Ordinal)));
        Assert.DoesNotMatch("Max address space +unlimited", limits);
        Assert.DoesNotMatch("Max file size +unlimited", limits);
        Assert.DoesNotMatch("Max cpu time +unlimited", limits);
        var devices = await File.ReadAllLinesAsync($"/proc/{process.Id}/net/dev", TestContext.Current.CancellationToken);
        Assert.Equal(["lo"], devices.Skip(2).Select(line => line.Split(':')[0].Trim()));

        process.Kill();
        Assert.True((await process.Completion).Killed);
    }

    [Fact]
    public async Task Find_ThisMachine_HasAllTools()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Taking all rights away takes root on Linux.");

        Assert.Empty((await SandboxTools.FindAsync(65534, TestContext.Current.CancellationToken)).Missing);
    }

    [Fact]
    public async Task Start_ScratchWhereNobodyMayGo_RunsAllTheSame()
    {
        await using var bench = new EngineBench();
        var hidden = Directory.CreateDirectory(Path.Combine(bench.Folder, "hidden")).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var task = bench.Task("select count(*) as x from t") with { ScratchDirectory = Path.Combine(hidden, "scratch") };
        var result = await bench.SucceedAsync(task);

        Assert.Equal(1, result.Rows);
    }

    [Fact]
    public async Task Start_IsolationRequiredButPathsHidden_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root gives a child another user.");
        await using var bench = new EngineBench(new SandboxOptions { RequireIsolation = true });
        var hidden = Directory.CreateDirectory(Path.Combine(bench.Folder, "hidden")).FullName;
        File.SetUnixFileMode(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var task = bench.Task("select 1 as x") with { ScratchDirectory = Path.Combine(hidden, "scratch") };

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            bench.Engine.StartAsync(task, TestContext.Current.CancellationToken));

        Assert.Contains("Sandbox:RequireIsolation", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_EngineMissing_IsAFailureThatSaysWhere()
    {
        await using var bench = new EngineBench(new SandboxOptions { EnginePath = "/nowhere/engine.dll" });
        var task = bench.Task("select 1 as x");

        var failure = await bench.FailAsync(task);

        Assert.Equal(EngineFailureCode.NotStarted, failure.Code);
        Assert.Contains(failure.Lines, line => line.Contains("/nowhere/engine.dll", StringComparison.Ordinal));
        Assert.False(Directory.Exists(task.ScratchDirectory));
    }

    [Fact]
    public async Task Completion_ChildDiesOfASignal_IsACrashThatMayBeTriedAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are POSIX's, and the child is found in /proc.");
        await using var bench = new EngineBench();
        var task = bench.Task(EngineBench.Forever);
        var handle = await bench.Engine.StartAsync(task, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Children.In(bench.Folder).Count == 1);

        // As a native abort does, it ends the child at once; .NET's own handlers do not stand before this one.
        await Signal.SendAsync(Children.In(bench.Folder)[0], "SYS");

        var failed = Assert.IsType<EngineOutcome.Failed>(await bench.Engine.WaitAsync(
            task, handle, null, TestContext.Current.CancellationToken));
        Assert.Equal(EngineFailureCode.Crashed, failed.Failure.Code);
        Assert.True(failed.Failure.Retryable);
    }

    [Fact]
    public async Task Kill_ChildThatForked_EndsItsWholeGroup()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The children are found in /proc.");
        await using var bench = new EngineBench();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "forks")).FullName;

        // The process in the background is nobody's child once its shell is gone; only the group still has it.
        var command = new ProcessStartInfo("setsid", ["sh", "-c", "(sleep 600 &); exec sleep 600"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        var process = await SandboxedProcess.StartAsync(command, "{}", new SandboxLimits(), folder, TimeProvider.System, _ => { });
        await Eventually.TrueAsync(() => Children.In(folder).Count == 2);

        process.Kill();

        Assert.True((await process.Completion).Killed);
        await Eventually.TrueAsync(() => Children.In(folder).Count == 0);
    }

    private static async Task<SandboxedProcess> StartAsync(EngineBench bench)
    {
        var task = bench.Task(EngineBench.Forever);
        var request = new EngineRequest { Sql = task, OutcomePath = OutcomeFile.In(task.ScratchDirectory) };
        return await bench.Sandbox.StartAsync(
            request, task.Limits, task.ScratchDirectory, [], _ => { }, TestContext.Current.CancellationToken);
    }
}
