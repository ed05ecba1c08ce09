using System.IO.Compression;

using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>The logs that EMR writes of a step: <c>emr/logs/&lt;cluster&gt;/steps/&lt;step&gt;/</c> in the processed store.</summary>
internal sealed class EmrLogs(IObjectStore store)
{
    /// <summary>Of which clusters that are started for jobs write their logs.</summary>
    public static readonly ObjectKey Root = ObjectKey.Parse("emr/logs");

    private const int KeptLines = 2_000;
    private const int LongestLine = 4_000;

    /// <summary>What the step wrote last; null while there is no such log, or none but the known one.</summary>
    /// <param name="name"><c>stdout</c>, <c>stderr</c>, <c>syslog</c> or <c>controller</c>.</param>
    /// <param name="unlessEtag">Of the log that the caller knows.</param>
    public async Task<EmrLogText?> ReadAsync(
        EmrHandle step, string name, string? unlessEtag, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Parse($"{Root}/{step.ClusterId}/steps/{step.StepId}/{name}.gz");
        try
        {
            if (await store.FindAsync(key, cancellationToken) is not { } entry
                || entry.Etag == unlessEtag
                || await store.OpenReadAsync(key, entry.Etag, null, cancellationToken) is not { } packed)
            {
                return null;
            }

            await using (packed)
            {
                return await ReadAsync(packed, entry.Etag, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or ObjectChangedException)
        {
            // It is being written anew.
            return null;
        }
    }

    private static async Task<EmrLogText> ReadAsync(Stream packed, string etag, CancellationToken cancellationToken)
    {
        await using var plain = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        var lines = new Queue<string>();
        var count = 0L;
        await foreach (var line in CutLines.ReadAsync(reader, LongestLine, cancellationToken))
        {
            count++;
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }

        return new EmrLogText(etag, count, [.. lines]);
    }
}
