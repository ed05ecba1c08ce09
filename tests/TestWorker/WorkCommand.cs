using Analytics.Database;
using Analytics.Work;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.TestWorker;

/// <summary>A service with one worker of the queue <c>test</c>, with the short times of the tests.</summary>
internal static class WorkCommand
{
    public static async Task<int> RunAsync(string connectionString)
    {
        Console.WriteLine($"clock {TimeProvider.System.GetUtcNow():O}");
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = connectionString,
            ["Work:Lease"] = "00:00:02",
            ["Work:RenewInterval"] = "00:00:00.5",
            ["Work:RescueInterval"] = "00:00:00.3",
        });
        builder.Configuration.AddEnvironmentVariables();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddWorker<ResultHandler>("test");
        await builder.Build().RunAsync();
        return 0;
    }
}
