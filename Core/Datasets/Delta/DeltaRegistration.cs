using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Analytics.Datasets.Delta;

public static class DeltaRegistration
{
    /// <summary>Registers what writes the tables' Delta Lake logs. Needs the datasets to be added.</summary>
    public static IServiceCollection AddDelta(this IServiceCollection services)
    {
        services.TryAddSingleton<DeltaPublisher>();
        services.TryAddSingleton<DeltaBacklog>();
        return services;
    }
}
