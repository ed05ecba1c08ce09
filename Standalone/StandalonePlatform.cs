using Analytics.Core.Database;
using Analytics.EmbeddedPostgres;
using Analytics.Standalone.Database;
using Analytics.Standalone.Listening;
using Analytics.Standalone.Progress;
using Analytics.Standalone.SampleData;

namespace Analytics.Standalone;

/// <summary>
/// What the services need before they start on one machine: a data directory of their own, a database, and where
/// everything lies. Holds both until the host has stopped.
/// </summary>
internal sealed class StandalonePlatform : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data-dir"] = $"{StandaloneOptions.Section}:{nameof(StandaloneOptions.DataDirectory)}",
        ["--sample-data"] = $"{StandaloneOptions.Section}:{nameof(StandaloneOptions.SampleData)}",
        ["--catalogue"] = "Catalogue:Path",
        ["--connection-string"] = $"ConnectionStrings:{DatabaseOptions.ConnectionName}",
    };

    private readonly DataFolder _data;
    private readonly EmbeddedPostgresServer? _server;

    private StandalonePlatform(DataFolder data, EmbeddedPostgresServer? server)
    {
        _data = data;
        _server = server;
    }

    /// <summary>
    /// Settles settings, directory and database; null, with the reason on standard error, where the platform must not
    /// start.
    /// </summary>
    public static async Task<StandalonePlatform?> PrepareAsync(WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddCommandLine(args, Switches);
        SetDefault(builder.Configuration, WebHostDefaults.ServerUrlsKey, LoopbackGuard.DefaultAddress);
        if (LoopbackGuard.FaultOf(builder.Configuration) is { } fault)
        {
            return await RefuseAsync(fault);
        }

        var section = builder.Configuration.GetSection(StandaloneOptions.Section);
        var options = section.Get<StandaloneOptions>() ?? new StandaloneOptions();
        if (DataFolder.TryTake(options.DataDirectory) is not { } data)
        {
            return await RefuseAsync(
                $"Another process runs on the data directory {Path.GetFullPath(options.DataDirectory)}. Stop it, or give this one a "
                + "directory of its own (--data-dir).");
        }

        try
        {
            var (raw, processed) = (data.PathOf("raw"), data.PathOf("processed"));
            SetDefault(builder.Configuration, "Storage:RawPath", Directory.CreateDirectory(raw).FullName);
            SetDefault(builder.Configuration, "Storage:ProcessedPath", Directory.CreateDirectory(processed).FullName);
            SetDefault(builder.Configuration, "Catalogue:Path", StandaloneOptions.FindCatalogue());
            var server = await OwnDatabase.StartWhereNoneIsGivenAsync(builder.Configuration, data, Console.Out);
            AddFeatures(builder, data, options);
            return new StandalonePlatform(data, server);
        }
        catch (EmbeddedPostgresException exception)
        {
            data.Dispose();
            return await RefuseAsync(exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
    }

    private static void AddFeatures(WebApplicationBuilder builder, DataFolder data, StandaloneOptions options)
    {
        // The page of progress is for people; the log says more only when something is wrong or somebody asks.
        builder.Logging.AddFilter("Analytics", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Error);
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton(Console.Out);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddHostedService<StartReport>();
        if (options.SampleData)
        {
            builder.Services.AddHostedService<SampleDataLander>();
        }
    }

    private static void SetDefault(ConfigurationManager configuration, string key, string value)
    {
        if (string.IsNullOrWhiteSpace(configuration[key]))
        {
            configuration[key] = value;
        }
    }

    private static async Task<StandalonePlatform?> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return null;
    }
}
