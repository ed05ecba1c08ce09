using Amazon.SQS;
using Analytics.Aws;
using Analytics.Storage.FileEvents.Sqs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Storage.FileEvents;

public static class FileEventsRegistration
{
    /// <summary>
    /// Registers the hints that fit the raw store: a watcher for a folder, a queue of notifications for a bucket (section
    /// <c>FileEvents:Sqs</c>), or none.
    /// </summary>
    /// <param name="settleTime">How long a file that is written in place must rest before it is named.</param>
    public static IServiceCollection AddFileEvents(this IServiceCollection services, Func<IServiceProvider, TimeSpan> settleTime)
    {
        services.AddOptions<SqsOptions>().BindConfiguration(SqsOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqsOptions>, ValidateSqsOptions>());
        services.TryAddSingleton(provider => AwsClients.Sqs(provider.GetRequiredService<IConfiguration>()));
        services.TryAddSingleton(provider => Open(provider, settleTime));
        return services;
    }

    private static IFileEvents Open(IServiceProvider provider, Func<IServiceProvider, TimeSpan> settleTime)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        if (provider.GetRequiredKeyedService<IObjectStore>(StoreNames.Raw) is DirectoryObjectStore folder)
        {
            return new DirectoryFileEvents(folder.RootPath, settleTime(provider), time);
        }

        var options = provider.GetRequiredService<IOptions<SqsOptions>>().Value;
        return options.QueueUrl.Length == 0
            ? new NoFileEvents()
            : new SqsFileEvents(
                provider.GetRequiredService<IAmazonSQS>(),
                provider.GetRequiredService<IOptions<StorageOptions>>().Value.RawBucket,
                options,
                time,
                provider.GetRequiredService<ILogger<SqsFileEvents>>());
    }
}
