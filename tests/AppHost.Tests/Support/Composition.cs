using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.AppHost.Tests.Support;

/// <summary>The composition as a model: built, with an address for each endpoint, and never started.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;
    private readonly DistributedApplication _application;

    private Composition(IDistributedApplicationTestingBuilder builder, DistributedApplication application)
    {
        _builder = builder;
        _application = application;
    }

    // A model needs no container runtime, so it need not be waited for.
    private const string NoWait = "--DcpPublisher:ContainerRuntimeInitializationTimeout=00:00:01";

    public IEnumerable<IResource> Resources => _builder.Resources;

    public IServiceProvider Services => _application.Services;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Composition> OfAsync(params string[] args)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([NoWait, .. args], Stop);
        foreach (var resource in builder.Resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                Allocate(resource, endpoint);
            }
        }

        return new Composition(builder, await builder.BuildAsync(Stop));
    }

    public IResource Of(string name) => Assert.Single(Resources, resource => resource.Name == name);

    /// <summary>What the resource would be started with.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentOfAsync(string name)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(Of(name)).WithEnvironmentVariablesConfig()
            .BuildAsync(Services.GetRequiredService<DistributedApplicationExecutionContext>(), cancellationToken: Stop);
        return configuration.EnvironmentVariables.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The words that the resource would be started with.</summary>
    public async Task<IEnumerable<string>> ArgumentsOfAsync(string name)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(Of(name)).WithArgumentsConfig()
            .BuildAsync(Services.GetRequiredService<DistributedApplicationExecutionContext>(), cancellationToken: Stop);
        return configuration.Arguments.Select(argument => argument.Value);
    }

    /// <summary>What the resource waits for, each with how far that must be.</summary>
    public IEnumerable<(string Name, WaitType Type)> WaitsOf(string name) =>
        Of(name).Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));

    // Containers see other addresses than this machine does: a container's own name and port.
    private static void Allocate(IResource resource, EndpointAnnotation endpoint)
    {
        const int AnyPort = 9999;
        endpoint.AllocatedEndpoint ??= new AllocatedEndpoint(
            endpoint, "localhost", endpoint.Port ?? AnyPort, targetPortExpression: $"{AnyPort}");
        if (resource is ContainerResource)
        {
            var network = KnownNetworkIdentifiers.DefaultAspireContainerNetwork;
            endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(network, new AllocatedEndpoint(
                endpoint, resource.Name, endpoint.TargetPort ?? AnyPort, EndpointBindingMode.SingleAddress, $"{AnyPort}", network));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _builder.DisposeAsync();
    }
}
