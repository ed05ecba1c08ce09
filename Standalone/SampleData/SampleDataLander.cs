using Analytics.SampleData;
using Analytics.Storage;

namespace Analytics.Standalone.SampleData;

/// <summary>
/// Lands the sample files in the raw store, once for a data directory: what the user deletes afterwards stays deleted.
/// </summary>
internal sealed partial class SampleDataLander(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    DataFolder data,
    TimeProvider time,
    TextWriter output,
    ILogger<SampleDataLander> logger) : BackgroundService
{
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryLandAsync(stoppingToken))
        {
            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    /// <summary>A full disk must not stop the host; a file that has landed is left as it is by the next attempt.</summary>
    private async Task<bool> TryLandAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LandAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotLanded(logger, exception);
            await output.WriteLineAsync(
                $"The sample data could not be landed: {exception.Message} The next attempt is in {RetryDelay.TotalSeconds} s.");
            return false;
        }
    }

    private async Task LandAsync(CancellationToken cancellationToken)
    {
        var marker = data.PathOf("sample-data-landed");
        if (File.Exists(marker))
        {
            return;
        }

        await output.WriteLineAsync("Landing the sample data:");
        foreach (var file in SampleFile.All)
        {
            LogLanded(logger, file.Key.Value, await file.LandAsync(raw, cancellationToken));
            await output.WriteLineAsync($"  {file.FileName}: {file.Title} ({file.Source}; {file.Licence})");
        }

        await File.WriteAllTextAsync(marker, "The sample data was landed here once.\n", cancellationToken);
    }

    [LoggerMessage(8001, LogLevel.Information, "Landed {Key} (new: {IsNew})")]
    private static partial void LogLanded(ILogger logger, string key, bool isNew);

    [LoggerMessage(8002, LogLevel.Information, "The sample data could not be landed")]
    private static partial void LogNotLanded(ILogger logger, Exception exception);
}
