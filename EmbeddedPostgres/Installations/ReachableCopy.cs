namespace Analytics.EmbeddedPostgres.Installations;

/// <summary>
/// A copy of the npm package for a server that root starts as another user, when the package lies where that user may
/// not go, such as in root's home. The copy is root's own: nobody else can put programs there.
/// </summary>
internal static class ReachableCopy
{
    private const string Parent = "/var/cache/analytics-postgres";

    public static PostgresInstallation Of(PostgresInstallation installation)
    {
        var native = Path.GetDirectoryName(installation.BinDirectory) ?? installation.BinDirectory;
        var copy = Path.Combine(Parent, installation.Version.ToString());
        if (!Directory.Exists(copy))
        {
            Directory.CreateDirectory(Parent);
            var partial = Directory.CreateDirectory(Path.Combine(Parent, $"partial-{Guid.NewGuid():N}"));
            CopyTree(new DirectoryInfo(native), partial);
            try
            {
                Directory.Move(partial.FullName, copy);
            }
            catch (IOException) when (Directory.Exists(copy))
            {
                // Another process was faster.
                partial.Delete(recursive: true);
            }
        }

        return installation with { BinDirectory = Path.Combine(copy, "bin") };
    }

    private static void CopyTree(DirectoryInfo source, DirectoryInfo target)
    {
        foreach (var entry in source.EnumerateFileSystemInfos())
        {
            var path = Path.Combine(target.FullName, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(path, link);
            }
            else if (entry is DirectoryInfo directory)
            {
                CopyTree(directory, Directory.CreateDirectory(path));
            }
            else
            {
                File.Copy(entry.FullName, path);
            }
        }
    }
}
