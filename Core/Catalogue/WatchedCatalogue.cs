using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Analytics.Catalogue;

/// <summary>
/// The catalogue of a folder, read at the start, whenever a change is noticed, and every so often, since a watcher may miss changes.
/// </summary>
internal sealed partial class WatchedCatalogue(IOptions<CatalogueOptions> options, TimeProvider time, ILogger<WatchedCatalogue> logger)
    : BackgroundService, ICatalogue
{
    /// <summary>Editors write a file in several steps.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly SemaphoreSlim _noticed = new(0, 1);
    private volatile CatalogueSnapshot _current = CatalogueSnapshot.Empty;
    private volatile ConfigurationReloadToken _changed = new();

    public CatalogueSnapshot Current => _current;

    public IChangeToken Changed => _changed;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task<CatalogueSnapshot> ReloadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var next = await CatalogueFolder.ReadAsync(options.Value.Path, _current, cancellationToken);
            if (IsSame(_current, next))
            {
                return _current;
            }

            foreach (var fault in next.Faults.Except(_current.Faults))
            {
                LogFault(logger, fault);
            }

            _current = next;
            LogLoaded(logger, next.Datasets.Count, next.Jobs.Count, next.Dashboards.Count, next.Faults.Count);
            Interlocked.Exchange(ref _changed, new ConfigurationReloadToken()).OnReload();
            return next;
        }
        finally
        {
            _reading.Release();
        }
    }

    public override void Dispose()
    {
        _reading.Dispose();
        _noticed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await _noticed.WaitAsync(options.Value.ReloadInterval, stoppingToken))
            {
                await Task.Delay(Settle, time, stoppingToken);
            }

            try
            {
                await ReloadAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A file that vanished or is locked while it is read; the next look finds it settled.
                LogUnreadable(logger, exception);
            }
        }
    }

    private static bool IsSame(CatalogueSnapshot left, CatalogueSnapshot right) =>
        left.Faults.SequenceEqual(right.Faults)
        && Texts(left).SequenceEqual(Texts(right));

    /// <summary>What decides whether two snapshots mean the same: definitions hold lists, which records compare by reference.</summary>
    private static IEnumerable<string> Texts(CatalogueSnapshot snapshot) =>
        snapshot.Datasets.Values.Select(contract => $"{contract.Name} {contract.Sha256}")
            .Concat(snapshot.Jobs.Values.Select(job => System.Text.Json.JsonSerializer.Serialize(job)))
            .Concat(snapshot.Dashboards.Values.Select(dashboard => System.Text.Json.JsonSerializer.Serialize(dashboard)));

    private FileSystemWatcher? Watch()
    {
        if (!Directory.Exists(options.Value.Path))
        {
            return null;
        }

        var watcher = new FileSystemWatcher(options.Value.Path) { IncludeSubdirectories = true };
        watcher.Changed += (_, _) => Notice();
        watcher.Created += (_, _) => Notice();
        watcher.Deleted += (_, _) => Notice();
        watcher.Renamed += (_, _) => Notice();
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void Notice()
    {
        try
        {
            _noticed.Release();
        }
        catch (SemaphoreFullException)
        {
            // A look is due already.
        }
    }

    [LoggerMessage(1101, LogLevel.Warning, "Catalogue fault: {Fault}")]
    private static partial void LogFault(ILogger logger, CatalogueFault fault);

    [LoggerMessage(1102, LogLevel.Information, "Catalogue: {Datasets} datasets, {Jobs} jobs, {Dashboards} dashboards, {Faults} faults")]
    private static partial void LogLoaded(ILogger logger, int datasets, int jobs, int dashboards, int faults);

    [LoggerMessage(1103, LogLevel.Warning, "The catalogue could not be read; the last valid one is still used")]
    private static partial void LogUnreadable(ILogger logger, Exception exception);
}
