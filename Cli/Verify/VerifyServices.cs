using Analytics.Emr;
using Analytics.Engines.Sandbox;
using Analytics.Storage;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Cli.Verify;

/// <summary>The platform's engines over a store of the comparison's own.</summary>
internal static class VerifyServices
{
    public static ServiceProvider Build(string? bucket, string scratch)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Emr:PollInterval"] = "00:00:01",

                // A store of this machine is another one each time, and so is its cluster.
                ["Emr:MaxClusters"] = "10",
            })
            .AddEnvironmentVariables()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                // Nothing of the platform's own stores is touched, whatever the environment says of them.
                ["Storage:RawPath"] = Path.Combine(scratch, "raw"),
                ["Storage:RawBucket"] = "",
                ["Storage:ProcessedPath"] = bucket is null ? Path.Combine(scratch, "store") : "",
                ["Storage:ProcessedBucket"] = bucket ?? "",
                ["Storage:SyncWrites"] = "false",
            })
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddObjectStores();
        services.AddEngineSandbox();
        services.AddEmrEngine(configuration);
        return services.BuildServiceProvider();
    }
}
