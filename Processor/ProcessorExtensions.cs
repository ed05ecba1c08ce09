using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Emr;
using Analytics.Engines.Sandbox;
using Analytics.Processor.Maintenance;
using Analytics.Processor.Options;
using Analytics.Processor.Rollback;
using Analytics.Processor.Running;
using Analytics.Processor.Telemetry;
using Analytics.Processor.Triggers;
using Analytics.Results;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Work;

using Microsoft.Extensions.Options;

namespace Analytics.Processor;

public static class ProcessorExtensions
{
    /// <summary>All of the Processor: it runs jobs, publishes their results, undoes them, and starts them by clock and data.</summary>
    public static TBuilder AddProcessor<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptions<ProcessorOptions>().BindConfiguration(ProcessorOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProcessorOptions>, ValidateProcessorOptions>();
        services.AddDatabase(builder.Configuration);
        services.AddCatalogue();
        services.AddObjectStores();
        services.AddDatasets();
        services.AddRuns();
        services.AddResults();
        services.AddEngineSandbox();
        services.AddEmrEngine(builder.Configuration);
        services.AddSingleton<RunCancels>();
        services.AddHostedService(provider => provider.GetRequiredService<RunCancels>());
        services.AddSingleton<RunWaits>();
        services.AddSingleton<RunInputs>();
        services.AddSingleton<ColumnCopies>();
        services.AddSingleton<EngineChoice>();
        services.AddSingleton<RunOutputs>();
        services.AddSingleton<RunScratch>();
        services.AddSingleton<RunEngines>();
        services.AddSingleton<RunTelemetry>();
        services.AddWorker<RunHandler>(RunStore.Queue, worker => worker.Concurrency =
            builder.Configuration.GetSection(ProcessorOptions.Section).Get<ProcessorOptions>()?.Concurrency ?? 1);
        services.AddWorker<RollbackHandler>(RunStore.RollbackQueue);
        services.AddSingleton<DatasetTriggers>();
        services.AddSingleton<CronTriggers>();
        services.AddSingleton<LostRuns>();
        services.AddWorker<DatasetTriggerHandler>(DatasetCommit.TriggerQueue);
        services.AddSingleton<TriggerLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<TriggerLoop>());
        services.AddSingleton<AbandonedAttempts>();
        services.AddHostedService(provider => provider.GetRequiredService<AbandonedAttempts>());
        services.AddSingleton<RunMaintenance>();
        services.AddHostedService(provider => provider.GetRequiredService<RunMaintenance>());
        services.AddHostedService<PlatformGauges>();
        return builder;
    }
}
