using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Analytics.Core.Storage;

public static class StorageRegistration
{
    /// <summary>
    /// Registers the raw and the processed store as keyed services (<see cref="StoreNames"/>), from the section
    /// <c>Storage</c>. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddObjectStores(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IValidateOptions<StorageOptions>)))
        {
            return services;
        }

        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, ValidateStorageOptions>();
        services.AddKeyedSingleton<IObjectStore>(StoreNames.Raw, (provider, _) => Open(provider, options => options.RawPath));
        services.AddKeyedSingleton<IObjectStore>(StoreNames.Processed, (provider, _) => Open(provider, options => options.ProcessedPath));
        return services;
    }

    private static DirectoryObjectStore Open(IServiceProvider provider, Func<StorageOptions, string> path)
    {
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        return new DirectoryObjectStore(path(options), time, options.SyncWrites);
    }
}
