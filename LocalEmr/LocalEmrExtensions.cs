using Amazon.S3;

using Analytics.Aws;
using Analytics.LocalEmr.Bootstrap;
using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Running;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr;

public static class LocalEmrExtensions
{
    /// <summary>Loopback only, since a step may run any program.</summary>
    public const string DefaultAddress = "http://127.0.0.1:4567";

    /// <summary>All of LocalEmr: the API's state, the clusters' life, and a Spark to run steps on.</summary>
    public static TBuilder AddLocalEmr<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddOptions<LocalEmrOptions>().BindConfiguration(LocalEmrOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LocalEmrOptions>, ValidateLocalEmrOptions>();
        services.TryAddSingleton(provider => AwsClients.S3(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<EmrState>();
        services.AddSingleton<SparkSettings>();
        services.AddSingleton<StepCommands>();
        services.AddSingleton(provider => new LogTargets(provider.GetRequiredService<IAmazonS3>));
        services.AddSingleton<StepLogWriter>();
        services.AddSingleton(CreateRunner);
        services.AddSingleton<StepExecutor>();
        services.AddSingleton<BootstrapActions>();
        services.AddSingleton<ClusterHost>();
        services.AddHostedService(provider => provider.GetRequiredService<ClusterHost>());
        services.AddSingleton<IOperations, ClusterOperations>();
        services.AddSingleton<IOperations, ClusterSettingOperations>();
        services.AddSingleton<IOperations, InstanceOperations>();
        services.AddSingleton<IOperations, ReleaseOperations>();
        services.AddSingleton<IOperations, StepOperations>();
        services.AddSingleton<IOperations, AppUiOperations>();
        services.AddSingleton<RequestGuard>();
        services.AddSingleton<Signatures>();
        services.AddSingleton<EmrEndpoint>();
        return builder;
    }

    /// <summary>Maps the API, which is one address: POST to the root.</summary>
    public static IEndpointConventionBuilder MapLocalEmr(this IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<EmrEndpoint>();
        return routes.MapPost("/", endpoint.HandleAsync).ExcludeFromDescription();
    }

    private static IStepRunner CreateRunner(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<LocalEmrOptions>>().Value.SparkRestUrl.Length > 0
            ? ActivatorUtilities.CreateInstance<SparkRestRunner>(provider)
            : ActivatorUtilities.CreateInstance<SparkHomeRunner>(provider);
}
