namespace Analytics.Fixtures;

/// <summary>A folder of one test's own, removed at its end.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Path = Directory.CreateTempSubdirectory("analytics-test-").FullName;

    public string Path { get; }

    /// <summary>A path in the folder; nothing is made.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
