using Analytics.Core.Aws.Emr;
using Analytics.Core.Sandbox;
using Analytics.Core.Storage;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Core.Engines.Emr;

public static class EmrRegistration
{
    /// <summary>
    /// Registers the engine <c>emr</c> where the configuration turns it on: section <c>Emr</c>, <c>AWS_ENDPOINT_URL_EMR</c>.
    /// </summary>
    public static IServiceCollection AddEmrEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmrOptions>().BindConfiguration(EmrOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmrOptions>, ValidateEmrOptions>();
        if (EmrClients.IsEnabled(configuration))
        {
            services.AddSingleton<IJobEngine>(provider =>
            {
                var options = provider.GetRequiredService<IOptions<EmrOptions>>().Value;
                var time = provider.GetRequiredService<TimeProvider>();
                return new EmrJobEngine(
                    EmrClients.Create(configuration, options, time),
                    provider.GetRequiredKeyedService<IObjectStore>(StoreNames.Processed),
                    new EmbeddedJobEngine(provider.GetRequiredService<EngineSandbox>()),
                    options,
                    time,
                    provider.GetRequiredService<ILogger<EmrJobEngine>>());
            });
        }

        return services;
    }
}
