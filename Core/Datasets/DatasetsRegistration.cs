using Analytics.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Core.Datasets;

public static class DatasetsRegistration
{
    /// <summary>
    /// Registers the ledger, the commit, the reads, retention and the sweeper. Needs the database and the object stores to be added.
    /// </summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.AddWorkQueue();
        services.TryAddSingleton<ContractRegistry>();
        services.TryAddSingleton<RawObjectLedger>();
        services.TryAddSingleton<Retakes>();
        services.TryAddSingleton<DatasetCommit>();
        services.TryAddSingleton<DatasetReads>();
        services.TryAddSingleton<RawObjectReads>();
        services.TryAddSingleton<QuarantineReads>();
        services.TryAddSingleton<Retention>();
        services.TryAddSingleton<Sweeper>();
        return services;
    }
}
