using System.Globalization;
using System.Runtime.InteropServices;
using Analytics.Fixtures;

namespace Analytics.Nemesis.Tests.Support;

public sealed class ChildProcessTests
{
    private const int Interrupt = 2;
    private const nint Ignore = 1;

    [Fact]
    public async Task Start_ParentIgnoresInterrupts_ChildIsEndedByOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Dispositions are read from /proc, and set by the program env.");

        // As a shell leaves it for what it starts in the background.
        var before = Handle(Interrupt, Ignore);
        try
        {
            await using var child = ChildProcess.Start("sh", ["-c", "grep SigIgn /proc/self/status; exec sleep 600"]);
            var ignored = await child.WaitForAsync("SigIgn");
            Assert.Equal(0, long.Parse(ignored.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1 << (Interrupt - 1)));

            await child.SignalAsync("INT");

            Assert.Equal(128 + Interrupt, await child.WaitForExitAsync());
        }
        finally
        {
            Handle(Interrupt, before);
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Handle(int signal, nint handler);
}
