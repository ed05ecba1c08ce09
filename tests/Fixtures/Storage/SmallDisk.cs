using System.Diagnostics;

namespace Analytics.Fixtures.Storage;

/// <summary>A file system of a few megabytes in memory, to run out of space for real.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one, or gives null where this user or system cannot.</summary>
    public static async Task<SmallDisk?> MountAsync(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        return OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) == 0
            ? new SmallDisk(path)
            : null;
    }

    /// <summary>Lets the user write to it whose folder that is.</summary>
    public async Task GiveToOwnerOfAsync(string folder) => await RunAsync("chown", $"--reference={folder}", Path);

    public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", Path);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start);
        if (process is null)
        {
            return -1;
        }

        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
