using Microsoft.Extensions.Hosting;

namespace Analytics.ServiceDefaults.Telemetry;

/// <summary>
/// Levels where the configuration names none: the platform speaks as it does, libraries only of what is wrong. Npgsql alone would else
/// write a record for each statement that a loop sends.
/// </summary>
internal static class LogLevels
{
    private const string Level = "Warning";

    private static readonly string[] Libraries = ["Microsoft.AspNetCore", "Npgsql", "Polly", "System.Net.Http.HttpClient"];

    public static void AddLogLevels(this IHostApplicationBuilder builder)
    {
        // Set, not added as a source: another source would have all of them read anew, and what was set before would be gone.
        foreach (var library in Libraries)
        {
            builder.Configuration[$"Logging:LogLevel:{library}"] ??= Level;
        }
    }
}
