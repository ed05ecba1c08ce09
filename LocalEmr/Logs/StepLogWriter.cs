using System.IO.Compression;

using Amazon.Runtime;

using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Logs;

/// <summary>Writes a step's logs where EMR writes them: gzip, under <c>LogUri/cluster/steps/step/</c>.</summary>
internal sealed class StepLogWriter(LogTargets targets, TimeProvider time, ILogger<StepLogWriter> logger)
{
    private static readonly byte[] EmptyGzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    /// <summary>Why logs cannot be written there; null where they can.</summary>
    public async Task<string?> CheckAsync(string? logUri, CancellationToken cancellationToken)
    {
        if (logUri is null)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(CheckLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await targets.CheckAsync(logUri, either.Token);
            return null;
        }
        catch (Exception exception) when (IsOfTheTarget(exception) || limit.IsCancellationRequested)
        {
            return $"The log location {logUri} cannot be written: {exception.Message}";
        }
    }

    /// <summary>Writes all four logs as they are now. A step does not fail because its logs cannot be written: that is logged.</summary>
    public async Task WriteAsync(Cluster cluster, Step step, StepFolder folder, CancellationToken cancellationToken)
    {
        if ((step.LogUri ?? cluster.Request.LogUri) is { } logUri)
        {
            await WriteAsync(folder, name => LogUris.Of(logUri, cluster.Id, step.Id, name), cancellationToken);
        }
    }

    /// <summary>The same for a bootstrap action.</summary>
    public async Task WriteBootstrapAsync(Cluster cluster, int number, StepFolder folder, CancellationToken cancellationToken)
    {
        if (cluster.Request.LogUri is not null)
        {
            await WriteAsync(folder, name => BootstrapLog(cluster, number, folder, name), cancellationToken);
        }
    }

    /// <summary>Where a bootstrap action's log is to be read.</summary>
    public static string BootstrapLog(Cluster cluster, int number, StepFolder folder, string name) => cluster.Request.LogUri is { } logUri
        ? LogUris.OfBootstrap(logUri, cluster.Id, Hardware.MasterOf(cluster), number, name)
        : folder.Log(name);

    private async Task WriteAsync(StepFolder folder, Func<string, string> addressOf, CancellationToken cancellationToken)
    {
        foreach (var name in StepFolder.Logs)
        {
            var address = addressOf(name);
            var packed = folder.In($"{name}.gz");
            try
            {
                await PackAsync(folder.Log(name), packed, cancellationToken);
                await targets.PutAsync(address, packed, cancellationToken);
                File.Delete(packed);
            }
            catch (Exception exception) when (IsOfTheTarget(exception) || cancellationToken.IsCancellationRequested)
            {
                logger.LogNotWritten(exception, address);
            }
        }
    }

    private static bool IsOfTheTarget(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or AmazonServiceException or AmazonClientException
            or HttpRequestException;

    private static async Task PackAsync(string log, string packed, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var target = new FileStream(packed, FileMode.Create, FileAccess.Write);
        if (source.Length == 0)
        {
            // Of nothing GZipStream writes nothing, which no reader of gzip takes.
            await target.WriteAsync(EmptyGzip, cancellationToken);
            return;
        }

        await using var gzip = new GZipStream(target, CompressionLevel.Fastest);
        await source.CopyToAsync(gzip, cancellationToken);
    }
}
