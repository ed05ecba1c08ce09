using Analytics.Database;
using Analytics.EmbeddedPostgres;
using Analytics.ServiceDefaults;
using Analytics.Standalone.CommandLine;
using Analytics.Standalone.Database;
using Analytics.Standalone.Listening;
using Analytics.Standalone.Progress;
using Analytics.Standalone.SampleData;
using Analytics.Standalone.Spark;

namespace Analytics.Standalone;

/// <summary>
/// What the services need before they start on one machine: a data directory of their own, a database, and where
/// everything lies. Holds both until the host has stopped.
/// </summary>
internal sealed class StandalonePlatform : IAsyncDisposable
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private readonly DataFolder _data;
    private readonly EmbeddedPostgresServer? _server;
    private readonly StopSignals _stop;
    private volatile bool _started;

    private StandalonePlatform(WebApplicationBuilder builder, DataFolder data, EmbeddedPostgresServer? server, StopSignals stop)
    {
        Builder = builder;
        _data = data;
        _server = server;
        _stop = stop;
    }

    public WebApplicationBuilder Builder { get; }

    /// <summary>
    /// Settles settings, directory and database. Null where the platform must not start: with the reason on standard error and exit
    /// code 1, or because help was asked for.
    /// </summary>
    public static async Task<StandalonePlatform?> PrepareAsync(string[] args)
    {
        if (CommandLineArguments.AskForHelp(args))
        {
            await Console.Out.WriteLineAsync(CommandLineArguments.Help);
            return null;
        }

        if (CommandLineArguments.FaultOf(args) is { } wrong)
        {
            return await RefuseAsync(wrong);
        }

        var stop = new StopSignals();
        StandalonePlatform? platform = null;
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.Configuration.AddCommandLine(args, CommandLineArguments.Switches.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return platform = await PrepareAsync(builder, stop);
        }
        catch (Exception) when (stop.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(StopSignals.Told);
            return null;
        }
        catch (Exception fault) when (StartFault.ReasonOf(fault) is not null)
        {
            return await RefuseAsync(StartFault.ReasonOf(fault) ?? fault.Message);
        }
        finally
        {
            if (platform is null)
            {
                stop.Dispose();
            }
        }
    }

    /// <summary>Runs until somebody stops it; returns the program's exit code.</summary>
    public async Task<int> RunAsync(WebApplication app)
    {
        await using var started = app.Lifetime.ApplicationStarted.Register(() => _started = true);
        try
        {
            return await ServiceRun.UntilStoppedAsync(app, _stop.Token);
        }
        catch (Exception fault) when (!_started && StartFault.ReasonOf(fault, _server?.Folder) is not null)
        {
            await Console.Error.WriteLineAsync(StartFault.ReasonOf(fault, _server?.Folder));
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _data.Dispose();
        _stop.Dispose();
    }

    private static async Task<StandalonePlatform?> PrepareAsync(WebApplicationBuilder builder, StopSignals stop)
    {
        var configuration = builder.Configuration;
        SetDefault(configuration, WebHostDefaults.ServerUrlsKey, LoopbackGuard.DefaultAddress);
        if (LoopbackGuard.FaultOf(configuration) is { } foreign)
        {
            return await RefuseAsync(foreign);
        }

        var options = configuration.GetSection(StandaloneOptions.Section).Get<StandaloneOptions>() ?? new StandaloneOptions();
        if (DataFolder.TryTake(options.DataDirectory, out var taken) is not { } data)
        {
            return await RefuseAsync(taken);
        }

        StandalonePlatform? platform = null;
        EmbeddedPostgresServer? server = null;
        try
        {
            SetPaths(configuration, data);
            if (await OwnDatabase.FaultOfGivenAsync(configuration, stop.Token) is { } unusable)
            {
                return await RefuseAsync(unusable);
            }

            server = await OwnDatabase.StartWhereNoneIsGivenAsync(configuration, data, Console.Out, stop.Token);
            var prepared = new StandalonePlatform(builder, data, server, stop);
            prepared.AddFeatures(options);
            await OwnSpark.AddAsync(builder, data, Console.Out, stop.Token);
            stop.Token.ThrowIfCancellationRequested();
            return platform = prepared;
        }
        catch (Exception exception) when (exception is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
        {
            return await RefuseAsync(exception.Message);
        }
        finally
        {
            if (platform is null)
            {
                await (server?.DisposeAsync() ?? ValueTask.CompletedTask);
                data.Dispose();
            }
        }
    }

    private static void SetPaths(ConfigurationManager configuration, DataFolder data)
    {
        SetStore(configuration, "Raw", data.PathOf("raw"));
        SetStore(configuration, "Processed", data.PathOf("processed"));

        // Runs are numbered by each database for itself: two platforms must not meet in the machine's temporary folder.
        SetDefault(configuration, "Ingest:ScratchPath", data.PathOf("scratch/ingest"));
        SetDefault(configuration, "Processor:ScratchPath", data.PathOf("scratch/processor"));
        SetDefault(configuration, "Catalogue:Path", StandaloneOptions.FindCatalogue());

        // Somebody sits before it; what is not finished by then is begun anew at the next start.
        SetDefault(configuration, "Work:StopGrace", "00:00:03");
    }

    /// <summary>A folder of the data directory, unless the store is to be a bucket.</summary>
    private static void SetStore(ConfigurationManager configuration, string store, string folder)
    {
        if (string.IsNullOrWhiteSpace(configuration[$"Storage:{store}Bucket"]))
        {
            SetDefault(configuration, $"Storage:{store}Path", Directory.CreateDirectory(folder).FullName);
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
        Environment.ExitCode = 1;
        return null;
    }

    private void AddFeatures(StandaloneOptions options)
    {
        // The page of progress is for people; the log says more only when something is wrong or somebody asks.
        Builder.Logging.AddFilter("Analytics", LogLevel.Warning);
        Builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        Builder.Logging.AddFilter("Npgsql", LogLevel.Error);

        // A start that fails is told in one line, so the host need not tell it in fifty. The last rule for a category holds.
        Builder.Services.PostConfigure<LoggerFilterOptions>(logging => logging.Rules.Add(new LoggerFilterRule(
            providerName: null, HostCategory, logLevel: null,
            (_, _, level) => level >= (_started ? LogLevel.Warning : LogLevel.Critical))));

        // The guard has looked at the addresses of now; ones that come later are not listened on.
        Builder.WebHost.ConfigureKestrel(
            (context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel"), reloadOnChange: false));
        Builder.Services.AddSingleton(_data);
        Builder.Services.AddSingleton(Console.Out);
        Builder.Services.AddDatabase(Builder.Configuration);
        Builder.Services.AddHostedService<StartReport>();
        if (options.SampleData)
        {
            Builder.Services.AddHostedService<SampleDataLander>();
        }
    }
}
