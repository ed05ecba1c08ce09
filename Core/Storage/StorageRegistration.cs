using Amazon.S3;
using Analytics.Aws;
using Analytics.Storage.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Storage;

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
        services.AddOptions<S3Options>().BindConfiguration(S3Options.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, ValidateStorageOptions>();
        services.AddSingleton<IValidateOptions<S3Options>, ValidateS3Options>();
        services.TryAddSingleton(provider => AwsClients.S3(provider.GetRequiredService<IConfiguration>()));
        services.AddKeyedSingleton(StoreNames.Raw, (provider, _) => Open(provider, options => (options.RawPath, options.RawBucket)));
        services.AddKeyedSingleton(
            StoreNames.Processed, (provider, _) => Open(provider, options => (options.ProcessedPath, options.ProcessedBucket)));
        return services;
    }

    private static IObjectStore Open(IServiceProvider provider, Func<StorageOptions, (string Path, string Bucket)> place)
    {
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        var (path, bucket) = place(options);
        return bucket.Length > 0
            ? new S3ObjectStore(
                provider.GetRequiredService<IAmazonS3>(), bucket, provider.GetRequiredService<IOptions<S3Options>>().Value, time)
            : new DirectoryObjectStore(path, options.SyncWrites);
    }
}
