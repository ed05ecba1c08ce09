using Analytics.AppHost.LocalStack;

namespace Analytics.AppHost.Spark;

/// <summary>A standalone Spark in containers, as <c>docker-compose.spark.yml</c> has it.</summary>
internal static class SparkExtensions
{
    /// <summary>The master's endpoint that takes drivers.</summary>
    public const string RestEndpoint = "rest";

    /// <summary>The endpoint of web pages: a master's tell of its workers, a worker's hold the logs.</summary>
    public const string PagesEndpoint = "pages";

    /// <summary>Hadoop streaming's jar in the image.</summary>
    public const string StreamingJar = "/opt/spark/jars/hadoop-streaming-3.3.4.jar";

    private const string MasterEndpoint = "master";
    private const string Folder = "Spark";
    private const string SparkClass = "/opt/spark/bin/spark-class";
    private const int Port = 7077;
    private const int RestPort = 6066;
    private const int MasterPagesPort = 8080;
    private const int WorkerPagesPort = 8081;

    private static readonly string RestOptions = $"-Dspark.master.rest.enabled=true -Dspark.master.rest.port={RestPort}";

    /// <summary>Adds the master, which takes drivers by its REST API. The image's jars come from a Maven repository.</summary>
    public static IResourceBuilder<ContainerResource> AddSparkMaster(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource> maven) =>
        builder.AddSpark(name, maven)
            .WithArgs(
                SparkClass, "org.apache.spark.deploy.master.Master", "--host", name, "--port", $"{Port}",
                "--webui-port", $"{MasterPagesPort}")
            .WithEnvironment("SPARK_MASTER_OPTS", RestOptions)
            .WithEndpoint(Port, Port, scheme: "spark", name: MasterEndpoint)
            .WithHttpEndpoint(RestPort, RestPort, RestEndpoint)
            .WithUrlForEndpoint(MasterEndpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithUrlForEndpoint(RestEndpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithPages(MasterPagesPort, "Spark master");

    /// <summary>Adds a worker, on which drivers and executors run; the keys to S3 are in its environment.</summary>
    public static IResourceBuilder<ContainerResource> AddSparkWorker(
        this IDistributedApplicationBuilder builder,
        [ResourceName] string name,
        IResourceBuilder<ParameterResource> maven,
        IResourceBuilder<ContainerResource> master,
        IResourceBuilder<LocalStackResource> localStack) =>
        builder.AddSpark(name, maven)

            // A step takes two cores, one of them for its driver: four cores run two steps side by side.
            .WithArgs(
                SparkClass, "org.apache.spark.deploy.worker.Worker", "--cores", "4", "--memory", "4g",
                "--webui-port", $"{WorkerPagesPort}", "--work-dir", "/tmp/spark-work", master.Resource.MasterUrl())

            // The master tells LocalEmr, outside the containers' network, under which address the worker shows its logs.
            .WithEnvironment("SPARK_PUBLIC_DNS", "localhost")
            .WithPages(WorkerPagesPort, "Spark worker")
            .WithReference(localStack)
            .WaitFor(localStack)
            .WaitFor(master);

    /// <summary>A master's address for workers and drivers: containers know each other by the names of their resources.</summary>
    public static string MasterUrl(this ContainerResource master) => $"spark://{master.Name}:{Port}";

    private static IResourceBuilder<ContainerResource> AddSpark(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, IResourceBuilder<ParameterResource> maven) =>
        builder.AddDockerfile(name, Folder).WithBuildArg("MAVEN", maven).WithIconName("Flash").ExcludeFromManifest();

    private static IResourceBuilder<ContainerResource> WithPages(
        this IResourceBuilder<ContainerResource> spark, int port, string title) =>
        spark.WithHttpEndpoint(port, port, PagesEndpoint)
            .WithUrlForEndpoint(PagesEndpoint, url => url.DisplayText = title)
            .WithHttpHealthCheck("/json/", endpointName: PagesEndpoint);
}
