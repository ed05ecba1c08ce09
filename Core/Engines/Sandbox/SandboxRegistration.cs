using Analytics.Engines.Columns;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.Engines.Sandbox;

public static class SandboxRegistration
{
    /// <summary>
    /// Registers <see cref="EngineSandbox"/>, the converter of untrusted Parquet files and the embedded <see cref="IJobEngine"/>, from
    /// the section <c>Sandbox</c>. Calling it again changes nothing.
    /// </summary>
    public static IServiceCollection AddEngineSandbox(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(EngineSandbox)))
        {
            return services;
        }

        services.AddOptions<SandboxOptions>().BindConfiguration(SandboxOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SandboxOptions>, ValidateSandboxOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<EngineSandbox>();
        services.AddHostedService<WallsAtStart>();
        services.AddSingleton<SandboxedParquetConverter>();
        services.AddSingleton<ColumnPlanner>();
        services.AddSingleton<IJobEngine, EmbeddedJobEngine>();
        return services;
    }
}
