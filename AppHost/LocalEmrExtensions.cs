using Analytics.AppHost.LocalStack;
using Analytics.AppHost.Spark;

namespace Analytics.AppHost;

/// <summary>Amazon EMR's API over a Spark that is at hand; for local runs alone.</summary>
internal static class LocalEmrExtensions
{
    private const int Port = 4567;
    private const string AccessKey = "local";

    /// <summary>LocalEmr over a standalone Spark in containers, with scripts and data in the emulator's buckets.</summary>
    public static IResourceBuilder<ProjectResource> AddLocalEmr(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<LocalStackResource> localStack,
        IResourceBuilder<ParameterResource> maven)
    {
        var master = builder.AddSparkMaster("spark-master", maven);
        var worker = builder.AddSparkWorker("spark-worker", maven, master, localStack);
        return builder.AddLocalEmr(name)
            .WithReference(localStack)
            .WaitFor(localStack)
            .WaitFor(worker)
            .WithEnvironment("LocalEmr__SparkRestUrl", master.GetEndpoint(SparkExtensions.RestEndpoint))
            .WithEnvironment("LocalEmr__SparkMasterUrl", master.Resource.MasterUrl())
            .WithEnvironment("LocalEmr__SparkMasterUiUrl", master.GetEndpoint(SparkExtensions.PagesEndpoint))
            .WithEnvironment("LocalEmr__SparkS3Endpoint", localStack.Resource.AddressForContainers)
            .WithEnvironment("LocalEmr__SparkStreamingJar", SparkExtensions.StreamingJar);
    }

    /// <summary>LocalEmr over an installed Spark; Hadoop streaming where its jar is told.</summary>
    public static IResourceBuilder<ProjectResource> AddLocalEmr(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string sparkHome, string? streamingJar)
    {
        var localEmr = builder.AddLocalEmr(name).WithEnvironment("SPARK_HOME", sparkHome);
        return string.IsNullOrWhiteSpace(streamingJar) ? localEmr : localEmr.WithEnvironment("HADOOP_STREAMING_JAR", streamingJar);
    }

    /// <summary>
    /// Lets the Processor run jobs there. It waits for nothing: jobs on the embedded engine need no Spark, and one on EMR tells what it
    /// misses.
    /// </summary>
    public static void WithEmr(this IResourceBuilder<ProjectResource> processor, IResourceBuilder<ProjectResource> localEmr)
    {
        var secret = localEmr.Resource.Annotations.OfType<SecretKeyAnnotation>().Single().Parameter;
        processor.WithEnvironment("Emr__Endpoint", localEmr.GetEndpoint("http"))
            .WithEnvironment("Emr__AccessKey", AccessKey)
            .WithEnvironment("Emr__SecretKey", ReferenceExpression.Create($"{secret}"))
            .WithReferenceRelationship(localEmr);
    }

    private static IResourceBuilder<ProjectResource> AddLocalEmr(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        // It runs programs: of those who may reach its port, only who knows this secret may let it. The dashboard shows it on demand.
        var secret = builder.AddParameter(
            $"{name}-secret-key", new GenerateParameterDefault { MinLength = 40, Special = false }, secret: true);
        return builder.AddProject<Projects.LocalEmr>(name)
            .WithAnnotation(new SecretKeyAnnotation(secret.Resource))
            .WithEnvironment("LocalEmr__AccessKey", AccessKey)
            .WithEnvironment("LocalEmr__SecretKey", secret)
            .WithHttpEndpoint(Port)
            .WithUrlForEndpoint("http", url => url.DisplayText = "EMR API")
            .WithHttpHealthCheck("/health");
    }

    private sealed record SecretKeyAnnotation(ParameterResource Parameter) : IResourceAnnotation;
}
