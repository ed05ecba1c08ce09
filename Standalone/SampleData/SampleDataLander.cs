using Analytics.Core.Storage;

namespace Analytics.Standalone.SampleData;

/// <summary>
/// Lands the sample files in the raw store, once for a data directory: what the user deletes afterwards stays deleted.
/// </summary>
internal sealed partial class SampleDataLander(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw, DataFolder data, TextWriter output, ILogger<SampleDataLander> logger)
    : BackgroundService
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "sample-data");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var marker = data.PathOf("sample-data-landed");
        if (File.Exists(marker))
        {
            return;
        }

        await output.WriteLineAsync("Landing the sample data:");
        foreach (var file in SampleFile.All)
        {
            await using var content = File.OpenRead(Path.Combine(Folder, file.FileName));
            var landed = await raw.PutAsync(ObjectKey.Parse(file.Key), content, PutCondition.IfAbsent, stoppingToken);
            LogLanded(logger, file.Key, landed is not null);
            await output.WriteLineAsync($"  {file.FileName}: {file.Title} ({file.Source}; {file.Licence})");
        }

        await File.WriteAllTextAsync(marker, "The sample data was landed here once.\n", stoppingToken);
    }

    [LoggerMessage(8001, LogLevel.Information, "Landed {Key} (new: {IsNew})")]
    private static partial void LogLanded(ILogger logger, string key, bool isNew);
}
