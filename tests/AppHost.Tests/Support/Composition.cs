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
        foreach (var endpoint in builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint ??= new AllocatedEndpoint(
                endpoint, "localhost", endpoint.Port ?? 9999, targetPortExpression: "9999");
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

    /// <summary>What the resource waits for, each with how far that must be.</summary>
    public IEnumerable<(string Name, WaitType Type)> WaitsOf(string name) =>
        Of(name).Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType));

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        await _builder.DisposeAsync();
    }
}
