using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Catalogue;

public static class CatalogueExtensions
{
    /// <summary>Registers <see cref="ICatalogue"/> over <c>Catalogue:Path</c>, read before any later hosted service starts.</summary>
    public static IServiceCollection AddCatalogue(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ICatalogue)))
        {
            return services;
        }

        services.AddOptions<CatalogueOptions>().BindConfiguration(CatalogueOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CatalogueOptions>, ValidateCatalogueOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WatchedCatalogue>();
        services.AddSingleton<ICatalogue>(provider => provider.GetRequiredService<WatchedCatalogue>());
        services.AddHostedService(provider => provider.GetRequiredService<WatchedCatalogue>());
        return services;
    }
}
