using Analytics.AppHost.LocalStack;
using Analytics.AppHost.Spark;

namespace Analytics.AppHost;

/// <summary>Amazon EMR's API over a Spark that is at hand; for local runs alone.</summary>
internal static class LocalEmrExtensions
{
    private const int Port = 4567;

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
    public static void WithEmr(this IResourceBuilder<ProjectResource> processor, IResourceBuilder<ProjectResource> localEmr) =>
        processor.WithEnvironment("Emr__Endpoint", localEmr.GetEndpoint("http")).WithReferenceRelationship(localEmr);

    private static IResourceBuilder<ProjectResource> AddLocalEmr(
        this IDistributedApplicationBuilder builder, [ResourceName] string name) =>
        builder.AddProject<Projects.LocalEmr>(name)
            .WithHttpEndpoint(Port)
            .WithUrlForEndpoint("http", url => url.DisplayText = "EMR API")
            .WithHttpHealthCheck("/health");
}
