using Analytics.Results.Queries;
using Analytics.Results.Snapshots;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Results;

public static class ResultsRegistration
{
    /// <summary>Registers what loads, undoes and reads results. Needs the database and the object stores to be added.</summary>
    public static IServiceCollection AddResults(this IServiceCollection services)
    {
        services.AddOptions<ResultReadOptions>().BindConfiguration(ResultReadOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ResultReadOptions>, ValidateResultReadOptions>());
        services.TryAddSingleton<ResultLoader>();
        services.TryAddSingleton<ResultRollback>();
        services.TryAddSingleton<OutputRetention>();
        services.TryAddSingleton<ResultReads>();
        services.TryAddSingleton<ResultExport>();
        services.TryAddSingleton<DashboardQuery>();
        return services;
    }
}
