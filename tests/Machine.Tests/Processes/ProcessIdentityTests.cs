using System.Diagnostics;

using Analytics.Fixtures;
using Analytics.Machine.Processes;

namespace Analytics.Machine.Tests.Processes;

public sealed class ProcessIdentityTests
{
    [Fact]
    public async Task IsAlive_ProgramsTakeEachOthersPlaceInTheProcess_IsTrueAtEveryMoment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a process is not told by its command line.");
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(
            folder.File("again.sh"), "[ \"$2\" -gt 0 ] && exec sh \"$0\" \"$1\" $(($2 - 1))\nexec sleep 60\n",
            TestContext.Current.CancellationToken);

        // As setsid becomes nice, and that the shell of a step; a thousand times, since each time is a moment.
        using var process = Process.Start(
            new ProcessStartInfo("sh", [folder.File("again.sh"), folder.Path, "1000"]) { UseShellExecute = false });
        Assert.NotNull(process);
        try
        {
            while ((await File.ReadAllTextAsync($"/proc/{process.Id}/comm", TestContext.Current.CancellationToken)).Trim() != "sleep")
            {
                Assert.True(ProcessIdentity.IsAlive(process.Id, folder.Path)
                    || (await File.ReadAllTextAsync($"/proc/{process.Id}/comm", TestContext.Current.CancellationToken)).Trim() == "sleep");
            }

            await Eventually.TrueAsync(() => !ProcessIdentity.IsAlive(process.Id, "/another/folder"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(ProcessIdentity.IsAlive(process.Id, folder.Path));
    }
}
