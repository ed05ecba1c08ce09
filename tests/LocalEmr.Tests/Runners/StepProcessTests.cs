using System.Diagnostics;
using System.Globalization;

using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Runners;
using Analytics.Machine.Processes;

namespace Analytics.LocalEmr.Tests.Runners;

public sealed class StepProcessTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly StepFolder _folder;
    private int _process;

    public StepProcessTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a process is told by its id alone.");
        _folder = new StepFolder(_scratch.Path, "j-1", "s-1");
        _folder.Make();
    }

    public void Dispose()
    {
        if (_process > 0)
        {
            ProcessSessions.Kill(_process);
        }

        _scratch.Dispose();
    }

    [Fact]
    public async Task Signal_TheStepsOwnProcess_Kills()
    {
        await StartAsync();
        Assert.Equal(ProcessIdentity.Of(_process), (await RecordAsync())[1]);
        Assert.True(StepProcess.IsAlive(_folder, _process));

        StepProcess.Signal(_folder, _process, force: true);

        await Eventually.TrueAsync(() => !StepProcess.IsAlive(_folder, _process));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Signal_TheIdIsAnotherProgramsByNow_LeavesItAlone(int changed)
    {
        await StartAsync();
        var words = (await RecordAsync())[1].Split(' ');
        words[changed] = "1";
        await WriteAsync($"{_process} {string.Join(' ', words)}\n");
        Assert.False(StepProcess.IsAlive(_folder, _process));

        StepProcess.Signal(_folder, _process, force: true);

        await StaysAsync();
    }

    [Fact]
    public async Task Signal_ARecordOfTheIdAloneAndAnothersProcess_LeavesItAlone()
    {
        using var stranger = Process.Start(new ProcessStartInfo("setsid", ["sleep", "60"]) { UseShellExecute = false });
        Assert.NotNull(stranger);
        _process = stranger.Id;
        await Eventually.TrueAsync(() => File.ReadAllText($"/proc/{_process}/comm").Trim() == "sleep");
        await WriteAsync($"{_process}\n");

        StepProcess.Signal(_folder, _process, force: true);

        await StaysAsync();
    }

    private async Task StartAsync()
    {
        _process = StepProcess.Start(
            _folder, ["sleep", "60"], new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" }, 0);
        await Eventually.TrueAsync(async () => File.Exists(_folder.In("pid")) && (await RecordAsync()).Length == 2);
    }

    /// <summary>What was kept of the process: its id, and what tells it from others of that id.</summary>
    private async Task<string[]> RecordAsync() =>
        (await File.ReadAllTextAsync(_folder.In("pid"), TestContext.Current.CancellationToken)).Trim().Split(' ', 2);

    private Task WriteAsync(string record) => File.WriteAllTextAsync(_folder.In("pid"), record, TestContext.Current.CancellationToken);

    /// <summary>A signal that was sent would have ended it before one that is sent after it.</summary>
    private async Task StaysAsync()
    {
        using var later = Process.Start(new ProcessStartInfo("sleep", ["60"]) { UseShellExecute = false });
        Assert.NotNull(later);
        later.Kill();
        await later.WaitForExitAsync(TestContext.Current.CancellationToken);
        var stat = await File.ReadAllTextAsync(
            string.Create(CultureInfo.InvariantCulture, $"/proc/{_process}/stat"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(") Z", stat, StringComparison.Ordinal);
    }
}
