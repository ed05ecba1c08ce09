using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Storage;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Emr;

public static class EmrRegistration
{
    /// <summary>Whether the configuration says where EMR is, or that Amazon's may be used.</summary>
    public static bool IsConfigured(IConfiguration configuration) => EmrClients.IsEnabled(configuration);

    /// <summary>
    /// Registers the engine <c>emr</c> where the configuration turns it on: section <c>Emr</c>, <c>AWS_ENDPOINT_URL_EMR</c>;
    /// else what cannot run without it.
    /// </summary>
    public static IServiceCollection AddEmrEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmrOptions>().BindConfiguration(EmrOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EmrOptions>, ValidateEmrOptions>();
        services.TryAddSingleton<EngineAvailability>();
        services.AddSingleton<EmrLogRetention>();
        if (IsConfigured(configuration))
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
                    EmrClients.IsAmazons(configuration, options),
                    provider.GetService<NpgsqlDataSource>(),
                    time,
                    provider.GetRequiredService<ILogger<EmrJobEngine>>());
            });
        }
        else
        {
            foreach (var kind in JobKinds.All)
            {
                services.AddSingleton(new UnavailableEngine(
                    kind, "EMR is not configured: set Emr:Enabled and Emr:Endpoint of the Processor, and restart it."));
            }
        }

        return services;
    }
}
