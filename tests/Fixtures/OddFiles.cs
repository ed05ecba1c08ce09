using System.Diagnostics;

namespace Analytics.Fixtures;

/// <summary>What is no regular file.</summary>
public static class OddFiles
{
    /// <summary>A named pipe that nobody writes to: opening it for reading waits for ever.</summary>
    public static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }

    /// <summary>A folder of three links to itself: whoever follows them meets 3^40 names before the system refuses.</summary>
    public static void MakeLoops(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["one", "two", "three"])
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, name), ".");
        }
    }

    /// <summary>A file of that length that takes no space.</summary>
    public static void MakeSparse(string path, long bytes)
    {
        using var file = File.Create(path);
        file.SetLength(bytes);
    }
}
