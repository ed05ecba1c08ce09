namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>A private directory with a short path, as a Unix socket needs (107 bytes).</summary>
internal sealed class RunDirectory : IDisposable
{
    private const string Prefix = "apg-";

    private readonly string? _record;

    private RunDirectory(string path, string? record)
    {
        Path = path;
        _record = record;
    }

    public string Path { get; }

    public static RunDirectory Create() => new(Directory.CreateTempSubdirectory(Prefix).FullName, record: null);

    /// <summary>
    /// Removes the directory that an owner left behind when it was killed, and makes another one; the record names
    /// it.
    /// </summary>
    public static async Task<RunDirectory> ReplaceAsync(string record, CancellationToken cancellationToken)
    {
        if (File.Exists(record))
        {
            Remove((await File.ReadAllTextAsync(record, cancellationToken)).Trim());
        }

        var directory = new RunDirectory(Directory.CreateTempSubdirectory(Prefix).FullName, record);
        await File.WriteAllTextAsync(record, directory.Path, cancellationToken);
        return directory;
    }

    public void Dispose()
    {
        Remove(Path);
        if (_record is not null)
        {
            File.Delete(_record);
        }
    }

    private static void Remove(string path)
    {
        // Only what was made here, whatever the record says.
        var parent = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetTempPath());
        if (System.IO.Path.GetDirectoryName(path) == parent
            && System.IO.Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal)
            && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
