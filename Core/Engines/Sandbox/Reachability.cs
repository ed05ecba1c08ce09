using System.Runtime.Versioning;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// Whether a user of no special rights can get at a path, by the mode bits alone. (Lists of rights beyond them are not asked.)
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class Reachability
{
    /// <summary>The first path of these that others may not read; null when they may read all.</summary>
    public static string? FirstHidden(IEnumerable<string> paths)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        return paths.FirstOrDefault(path =>
            !File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead) || !CanEnter(Path.GetDirectoryName(path), open));
    }

    /// <summary>Whether others can come as far as this folder; what it holds is theirs to be refused.</summary>
    public static bool CanEnter(string? folder, HashSet<string> open)
    {
        for (var at = folder; at is not null && open.Add(at); at = Path.GetDirectoryName(at))
        {
            if (!File.GetUnixFileMode(at).HasFlag(UnixFileMode.OtherExecute))
            {
                open.Remove(at);
                return false;
            }
        }

        return true;
    }
}
