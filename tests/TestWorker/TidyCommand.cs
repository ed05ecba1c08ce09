using Analytics.Database;
using Analytics.Results;
using Analytics.Results.Snapshots;
using Analytics.Runs;
using Analytics.Storage;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.TestWorker;

/// <summary>One pass over outputs that are older than 90 days.</summary>
internal static class TidyCommand
{
    public static async Task<int> RunAsync(string connectionString, string processed, string scratch)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = connectionString,
            ["Storage:RawPath"] = Path.Combine(scratch, "raw"),
            ["Storage:ProcessedPath"] = processed,
        }).Build();
        await using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddDatabase(configuration)
            .AddObjectStores()
            .AddRuns()
            .AddResults()
            .BuildServiceProvider();
        var removed = await services.GetRequiredService<OutputRetention>().RemoveOldAsync(
            TimeSpan.FromDays(90), scratch, CancellationToken.None);
        Console.WriteLine($"removed {removed}");
        return 0;
    }
}
