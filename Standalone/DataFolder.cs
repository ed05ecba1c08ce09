using System.Globalization;

namespace Analytics.Standalone;

/// <summary>The data directory, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string HolderName = "standalone.pid";

    private readonly FileStream _lock;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    private string HolderFile => PathOf(HolderName);

    /// <summary>
    /// Takes the directory; null, with the reason, when another process holds it or it cannot be used. The system lets go of the
    /// lock when its holder dies.
    /// </summary>
    public static DataFolder? TryTake(string path, out string fault)
    {
        fault = "";
        var root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(root);
            var folder = new DataFolder(root, new FileStream(
                Path.Combine(root, "standalone.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            File.WriteAllText(folder.HolderFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return folder;
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            fault = $"Another process runs on the data directory {root}{HolderOf(root)}, or give this one its own directory "
                + "(--data-dir).";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"The data directory {root} cannot be used: {exception.Message} Give this user the right to write there, or choose "
                + "another one (--data-dir).";
        }

        return null;
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Dispose()
    {
        File.Delete(HolderFile);
        _lock.Dispose();
    }

    /// <summary>The error number of a lock that somebody holds: on Windows, on Linux, on macOS.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;

    private static string HolderOf(string root)
    {
        try
        {
            // It stands beside the lock, which nobody but its holder can read on every system.
            var holder = File.ReadAllText(Path.Combine(root, HolderName));
            return holder is "" ? ". Stop it" : $": process {holder}. Stop it (kill {holder})";
        }
        catch (IOException)
        {
            return ". Stop it";
        }
    }
}
