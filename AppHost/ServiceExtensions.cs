using Analytics.AppHost.LocalStack;

namespace Analytics.AppHost;

/// <summary>What the services are told: settings of theirs, as environment variables.</summary>
internal static class ServiceExtensions
{
    /// <summary>A service that runs on, with a health check; after the migrations instead of with some of its own.</summary>
    public static IResourceBuilder<ProjectResource> AsService(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> migrator) =>
        service.WithEnvironment("Database__Migrate", "false")
            .WithHttpHealthCheck("/health")
            .WaitForCompletion(migrator);

    /// <summary>
    /// Takes Aspire's "always_on" back, which stands for nobody's choice and has each poll of a loop be a trace. A sampler that the operator
    /// names in the environment of this process reaches the services.
    /// </summary>
    public static void LeaveSamplingToServices(this IDistributedApplicationBuilder builder)
    {
        const string Sampler = "OTEL_TRACES_SAMPLER";
        foreach (var project in builder.Resources.OfType<ProjectResource>())
        {
            builder.CreateResourceBuilder(project).WithEnvironment(context =>
            {
                if (builder.Configuration[Sampler] is { Length: > 0 } named)
                {
                    context.EnvironmentVariables[Sampler] = named;
                }
                else
                {
                    context.EnvironmentVariables.Remove(Sampler);
                }
            });
        }
    }

    /// <summary>The folder of contracts, jobs and dashboards.</summary>
    public static void WithCatalogue(
        this IEnumerable<IResourceBuilder<ProjectResource>> services, IResourceBuilder<ParameterResource> folder)
    {
        foreach (var service in services)
        {
            service.WithEnvironment("Catalogue__Path", folder);
        }
    }

    /// <summary>Links that people follow, by their names.</summary>
    public static IResourceBuilder<ProjectResource> WithPages(this IResourceBuilder<ProjectResource> api) =>
        api.WithExternalHttpEndpoints()
            .WithUrlForEndpoint("http", url => url.DisplayText = "Pages")
            .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/scalar", DisplayText = "API reference" });

    /// <summary>A database to connect to with what its connection string says; waited for where this application starts it.</summary>
    public static void WithDatabase(
        this IEnumerable<IResourceBuilder<ProjectResource>> services, IResourceBuilder<IResourceWithConnectionString> database)
    {
        foreach (var service in services)
        {
            service.WithReference(database);
            if (database.Resource is IResourceWithParent)
            {
                service.WaitFor(database);
            }
        }
    }

    /// <summary>RDS: without a password, by tokens of the services' own role in AWS.</summary>
    public static void WithRds(
        this IEnumerable<IResourceBuilder<ProjectResource>> services,
        IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<ParameterResource> rootCertificate)
    {
        foreach (var service in services)
        {
            service.WithReference(database)
                .WithEnvironment("Database__Authentication", "Iam")
                .WithEnvironment("Database__RootCertificate", rootCertificate);
        }
    }

    /// <summary>Buckets of the emulator.</summary>
    public static void WithBuckets(
        this IEnumerable<IResourceBuilder<ProjectResource>> services, IResourceBuilder<LocalStackResource> localStack)
    {
        foreach (var service in services)
        {
            service.WithReference(localStack).WaitFor(localStack)
                .WithEnvironment("Storage__RawBucket", ResourceNames.RawBucket)
                .WithEnvironment("Storage__ProcessedBucket", ResourceNames.ProcessedBucket);
        }
    }

    /// <summary>Buckets that are there already.</summary>
    public static void WithBuckets(
        this IEnumerable<IResourceBuilder<ProjectResource>> services,
        IResourceBuilder<ParameterResource> region,
        IResourceBuilder<ParameterResource> raw,
        IResourceBuilder<ParameterResource> processed)
    {
        foreach (var service in services)
        {
            service.WithEnvironment("AWS_REGION", region)
                .WithEnvironment("Storage__RawBucket", raw)
                .WithEnvironment("Storage__ProcessedBucket", processed);
        }
    }

    /// <summary>Folders in place of buckets.</summary>
    public static void WithFolder(
        this IEnumerable<IResourceBuilder<ProjectResource>> services, IResourceBuilder<ParameterResource> data)
    {
        foreach (var service in services)
        {
            service.WithEnvironment("Storage__RawPath", ReferenceExpression.Create($"{data}/raw"))
                .WithEnvironment("Storage__ProcessedPath", ReferenceExpression.Create($"{data}/processed"));
        }
    }

    /// <summary>The emulator's queue.</summary>
    public static void WithFileEvents(
        this IResourceBuilder<ProjectResource> ingestor, IResourceBuilder<LocalStackResource> localStack, string queue) =>
        ingestor.WithEnvironment("FileEvents__Sqs__QueueUrl", localStack.Resource.QueueUrl(queue))
            .WithEnvironment("FileEvents__Sqs__DeadLetterQueueUrl", localStack.Resource.QueueUrl(ResourceNames.DeadLettersOf(queue)));

    /// <summary>Queues that are there already.</summary>
    public static void WithFileEvents(
        this IResourceBuilder<ProjectResource> ingestor,
        IResourceBuilder<ParameterResource> queue,
        IResourceBuilder<ParameterResource> deadLetters) =>
        ingestor.WithEnvironment("FileEvents__Sqs__QueueUrl", queue)
            .WithEnvironment("FileEvents__Sqs__DeadLetterQueueUrl", deadLetters);
}
