using Analytics.Database;
using Analytics.Storage;
using Analytics.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Datasets;

public static class DatasetsRegistration
{
    /// <summary>
    /// Registers the ledger, the commit, the reads, retention, the sweeper and the check of the stored files. Needs the database and the object stores to be added.
    /// </summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(StoredFiles)))
        {
            return services;
        }

        services.AddWorkQueue();
        services.TryAddSingleton<ContractRegistry>();
        services.TryAddSingleton<RawObjectLedger>();
        services.TryAddSingleton<Retakes>();
        services.TryAddSingleton<Renames>();
        services.TryAddSingleton<DatasetCommit>();
        services.TryAddSingleton<DatasetReads>();
        services.TryAddSingleton<RawObjectReads>();
        services.TryAddSingleton<QuarantineReads>();
        services.TryAddKeyedSingleton(DatabasePools.Work, (provider, _) => new DatasetReads(Work(provider)));
        services.TryAddKeyedSingleton(DatabasePools.Work, (provider, _) => new RawObjectReads(Work(provider)));
        services.TryAddKeyedSingleton(DatabasePools.Work, (provider, _) => new QuarantineReads(
            Work(provider), provider.GetRequiredKeyedService<IObjectStore>(StoreNames.Processed)));
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<Sweeper>();
        services.TryAddSingleton<StoredFiles>();
        services.AddHealthChecks().AddCheck<StoredFilesHealth>(
            "stored-files", HealthStatus.Degraded, ["ready"], timeout: TimeSpan.FromSeconds(5));
        return services;
    }

    private static NpgsqlDataSource Work(IServiceProvider services) => services.GetRequiredService<NpgsqlDataSource>();
}
