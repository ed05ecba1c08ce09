using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using Analytics.Fixtures;
using Analytics.Machine.Processes;

namespace Analytics.Machine.Tests.Processes;

public sealed class OwnedProcessTests
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<string> _errors = new();

    [Fact]
    public async Task Start_ProgramThatIsNotThere_Throws() =>
        await Assert.ThrowsAsync<Win32Exception>(() => OwnedProcess.StartAsync(Command("/no/such/program"), _lines.Enqueue));

    [Fact]
    public async Task Completion_ProgramThatReadsAndWrites_HasItsCodeAndAllThatItWrote()
    {
        SkipWithoutShell();
        var process = await StartAsync("read word; echo \"got $word\"; echo wrong >&2; exit 7");

        await process.TellAsync("it");

        Assert.Equal(7, await process.Completion);
        Assert.Equal(["got it"], _lines);
        Assert.Equal(["wrong"], _errors);
        Assert.Equal(["wrong"], process.Errors);
        Assert.Null(process.Usage);
        await process.TellAsync("more");
    }

    [Fact]
    public async Task Errors_ManyAndLong_KeepsTheLastOnesCut()
    {
        SkipWithoutShell();
        var process = await StartAsync(
            "i=0; while [ $i -lt 1000 ]; do echo $i >&2; i=$((i+1)); done; "
            + "head -c 100000 /dev/zero | tr '\\0' x >&2; echo >&2; echo end >&2");

        Assert.Equal(0, await process.Completion);
        Assert.Equal(40, process.Errors.Count);
        Assert.Equal("999", process.Errors[^3]);
        Assert.Equal(16 * 1024, process.Errors[^2].Length);
        Assert.Equal("end", process.Errors[^1]);
        Assert.Equal(1_002, _errors.Count);
    }

    [Fact]
    public async Task Kill_ProgramWithChildren_EndsThemAll()
    {
        SkipWithoutShell();
        var process = await StartAsync("sh -c 'sleep 60 & echo $!; wait' & echo $!; wait");
        await Eventually.TrueAsync(() => _lines.Count == 2);

        process.Kill();

        Assert.NotEqual(0, await process.Completion);
        foreach (var line in _lines)
        {
            var child = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            await Eventually.TrueAsync(() => !RunningProcess.Exists(child));
        }

        process.Kill();
    }

    [Fact]
    public async Task Completion_AChildLivesOnAndHoldsTheOutput_ComesAfterTheGrace()
    {
        SkipWithoutShell();
        var process = await OwnedProcess.StartAsync(
            Command("sh", "-c", "sleep 60 & echo $!"), _lines.Enqueue, _errors.Enqueue, TimeSpan.FromMilliseconds(10));

        Assert.Equal(0, await process.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        await Eventually.TrueAsync(() => !_lines.IsEmpty);
        ProcessSessions.Kill(int.Parse(_lines.First(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("exit 0", true)]
    [InlineData("exit 3", false)]
    [InlineData("sleep 60", false)]
    public async Task Check_Program_SucceedsInTimeAndWithCodeZero(string script, bool succeeds)
    {
        SkipWithoutShell();
        Assert.Equal(succeeds, await ProgramCheck.SucceedsAsync(
            "sh", ["-c", script], script.StartsWith("sleep", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(50) : null,
            TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Signal_WhatIsNobodysChild_IsRefused(int process)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessSessions.Kill(process));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessSessions.Terminate(process));
    }

    private static void SkipWithoutShell() => Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no shell.");

    private Task<OwnedProcess> StartAsync(string script) =>
        OwnedProcess.StartAsync(Command("setsid", "sh", "-c", script), _lines.Enqueue, _errors.Enqueue);

    private static ProcessStartInfo Command(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}
