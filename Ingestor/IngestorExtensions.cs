using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Engines.Sandbox;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Ingest;
using Analytics.Ingestor.Maintenance;
using Analytics.Ingestor.Options;
using Analytics.Ingestor.Publish;
using Analytics.Ingestor.Replay;
using Analytics.Storage;
using Analytics.Storage.FileEvents;
using Analytics.Work;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor;

public static class IngestorExtensions
{
    /// <summary>
    /// All of the Ingestor: it finds raw objects, reads them, publishes their tables, and keeps the stores tidy. Sections Ingest and
    /// Retention.
    /// </summary>
    public static TBuilder AddIngestor<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptions<IngestOptions>().BindConfiguration(IngestOptions.Section).ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngestOptions>, ValidateIngestOptions>();
        services.AddSingleton<IValidateOptions<RetentionOptions>, ValidateRetentionOptions>();
        services.AddDatabase(builder.Configuration);
        services.AddCatalogue();
        services.AddObjectStores();
        services.AddDatasets();
        services.AddDelta();
        services.AddEngineSandbox();
        services.AddFileEvents(provider => provider.GetRequiredService<IOptions<IngestOptions>>().Value.SettleTime);
        services.AddSingleton<ContractsInForce>();
        services.AddSingleton<ObjectIntake>();
        services.AddSingleton<StoreListing>();
        services.AddHostedService<DiscoveryLoop>();
        services.AddSingleton<ScratchFolder>();
        services.AddSingleton<CrashPoints>();
        services.AddSingleton<SourceConverter>();
        services.AddSingleton<ObjectCommits>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<AttemptFaults>();
        services.AddSingleton<ObjectReading>();
        services.AddSingleton<ReplayReading>();
        services.AddWorker<IngestHandler>(RawObjectLedger.IngestQueue, worker =>
        {
            worker.Concurrency = builder.Configuration.GetSection(IngestOptions.Section).Get<IngestOptions>()?.Concurrency ?? 1;
            worker.BatchSize = IngestOptions.BatchSize;
        });
        services.AddWorker<PublishHandler>(DatasetCommit.PublishQueue);
        services.AddSingleton<MaintenanceLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<MaintenanceLoop>());
        return builder;
    }
}
