namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>A private directory with a short path, as a Unix socket needs (107 bytes).</summary>
internal sealed class RunDirectory : IDisposable
{
    private const string Prefix = "apg-";

    private RunDirectory(string path) => Path = path;

    public string Path { get; }

    public static RunDirectory Create() => new(Directory.CreateTempSubdirectory(Prefix).FullName);

    /// <summary>Removes the directory of a server that ended without its owner.</summary>
    public static void RemoveStale(string? socketDirectory)
    {
        if (socketDirectory is not null
            && System.IO.Path.GetFileName(socketDirectory).StartsWith(Prefix, StringComparison.Ordinal)
            && Directory.Exists(socketDirectory))
        {
            Directory.Delete(socketDirectory, recursive: true);
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
