using Analytics.AppHost;
using Analytics.AppHost.LocalStack;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var migrator = builder.AddProject<Projects.Migrator>("migrator");
var ingestor = builder.AddProject<Projects.Ingestor>("ingestor").AsService(migrator);
var processor = builder.AddProject<Projects.Processor>("processor").AsService(migrator);
var api = builder.AddProject<Projects.Api>("api").AsService(migrator).WithPages();
var sampleData = builder.AddProject<Projects.SampleData>("sample-data").WithExplicitStart();
api.WithOperatorCommands(sampleData);

IResourceBuilder<ProjectResource>[] services = [ingestor, processor, api];
services.WithCatalogue(builder.AddFolder("catalogue-path", Folders.Catalogue));
if (builder.ExecutionContext.IsPublishMode)
{
    var database = builder.AddConnectionString(ResourceNames.Database);
    services.Append(migrator).WithRds(database, builder.AddParameter("database-root-certificate"));
    services.Append(sampleData).WithBuckets(
        builder.AddParameter("aws-region"), builder.AddParameter("raw-bucket"), builder.AddParameter("processed-bucket"));
    ingestor.WithFileEvents(builder.AddParameter("file-events-queue-url"), builder.AddParameter("dead-letter-queue-url"));
}
else if (builder.Configuration.GetValue("UseContainers", true))
{
    // LocalStack's free edition keeps nothing, so the database keeps nothing either: a ledger must not outlive the files that it names.
    var postgres = builder.AddPostgres("postgres");
    var localStack = builder.AddLocalStack("localstack", port: 4566)
        .WithBuckets(ResourceNames.RawBucket, ResourceNames.ProcessedBucket, ResourceNames.LogsBucket)
        .WithFileEvents(ResourceNames.RawBucket, ResourceNames.FileEventsQueue);

    services.Append(migrator).WithDatabase(postgres.AddDatabase(ResourceNames.Database));
    services.Append(sampleData).WithBuckets(localStack);
    ingestor.WithFileEvents(localStack, ResourceNames.FileEventsQueue);
    var maven = builder.AddParameterFromConfiguration("maven-repository", "MAVEN_REPOSITORY");
    processor.WithEmr(builder.AddLocalEmr("localemr", localStack, maven));
}
else
{
    services.Append(migrator).WithDatabase(builder.AddConnectionString(ResourceNames.Database));
    services.Append(sampleData).WithFolder(builder.AddFolder("data-directory", Folders.DefaultData));
    if (builder.Configuration["SPARK_HOME"] is { Length: > 0 } sparkHome)
    {
        processor.WithEmr(builder.AddLocalEmr("localemr", sparkHome, builder.Configuration["HADOOP_STREAMING_JAR"]));
    }
}

builder.LeaveSamplingToServices();
await builder.Build().RunAsync();
