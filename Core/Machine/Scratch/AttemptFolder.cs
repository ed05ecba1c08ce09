namespace Analytics.Machine.Scratch;

/// <summary>A local folder of one attempt, removed with all that is in it.</summary>
public sealed class AttemptFolder : IDisposable
{
    public AttemptFolder(string parent)
    {
        Path = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Remove(Path);

    /// <summary>What cannot be removed now goes with the process's folder, once the process is no more.</summary>
    internal static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Scratch is never worth failing for.
        }
    }
}
