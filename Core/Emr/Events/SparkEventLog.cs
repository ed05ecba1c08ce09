using System.Text.RegularExpressions;

using Analytics.Storage;

namespace Analytics.Emr.Events;

/// <summary>
/// The event log of a step on Spark: it is written into the attempt's folder, under the application's id, and goes with it. On S3 it
/// is there once the driver has closed it.
/// </summary>
internal sealed partial class SparkEventLog(IObjectStore store)
{
    /// <summary>Bytes that are read of a log: some ten thousand tasks.</summary>
    private const long MostBytes = 64 << 20;

    private const int Milliseconds = 1_000;

    /// <summary>Spark's settings for it.</summary>
    public static IReadOnlyList<string> Settings(EmrFolder folder) =>
    [
        "--conf", "spark.eventLog.enabled=true", "--conf", $"spark.eventLog.dir={folder.Address}",
        "--conf", "spark.eventLog.compress=false", "--conf", "spark.eventLog.rolling.enabled=false",
    ];

    /// <summary>What the log of the attempt tells; nothing where there is none, or the store is away.</summary>
    public async Task<IReadOnlyList<SparkFinding>> FindAsync(EmrFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            var findings = new List<SparkFinding>();
            var files = await folder.FilesAsync(cancellationToken);
            foreach (var entry in files.Where(entry => IsApplication().IsMatch(Path.GetFileName(entry.Key.Value))))
            {
                ByteRange? part = entry.Size > MostBytes ? new ByteRange(0, MostBytes) : null;
                if (await store.OpenReadAsync(entry.Key, entry.Etag, part, cancellationToken) is { } content)
                {
                    using var reader = new StreamReader(content);
                    findings.AddRange(SparkRules.Find(await SparkEventReader.ReadAsync(reader, cancellationToken)));
                }
            }

            return findings;
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception) || exception is IOException)
        {
            return [];
        }
    }

    // local-1795720087113, app-20261126020000-0000, application_1795720087113_0001_1
    [GeneratedRegex(@"^(local-|app-|application_)[\w-]+(\.inprogress)?$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex IsApplication();
}
