using Analytics.Processor.Options;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>Folders of attempts.</summary>
internal sealed class RunScratch(IOptions<ProcessorOptions> options, ILogger<RunScratch> logger)
{
    /// <summary>A folder for what belongs to a run but to none of its attempts: copies from a remote store.</summary>
    public string OfRun(long runId) => Make(Path.Combine(options.Value.ScratchPath, $"run-{runId}"));

    /// <summary>A path of one attempt's own; the engine makes it.</summary>
    public string OfAttempt(long runId, int attempt) => Path.Combine(options.Value.ScratchPath, $"run-{runId}", $"attempt-{attempt}");

    public void Remove(long runId)
    {
        var path = Path.Combine(options.Value.ScratchPath, $"run-{runId}");
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was written.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.ScratchKept(exception, path);
        }
    }

    private static string Make(string path) => Directory.CreateDirectory(path).FullName;
}
