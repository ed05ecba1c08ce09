namespace Analytics.Ingestor.Ingest;

/// <summary>A local folder of one attempt, removed with all that is in it.</summary>
public sealed class AttemptScratch : IDisposable
{
    public AttemptScratch(string parent)
    {
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
