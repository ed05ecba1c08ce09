using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Configurations;
using Analytics.LocalEmr.Options;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Runners;

/// <summary>
/// Runs steps as drivers of a standalone master, through its REST API. No folder is shared: scripts and data come from S3, and the
/// workers have the keys to it in their own environment.
/// </summary>
internal sealed class SparkRestRunner(
    SparkSettings settings, IOptions<LocalEmrOptions> options, TimeProvider time, ILogger<SparkRestRunner> logger)
    : IStepRunner, IDisposable
{
    private const string Version = "3.5.6";
    private const string SubmitClass = "org.apache.spark.deploy.SparkSubmit";
    private const string StreamingClass = "org.apache.hadoop.streaming.HadoopStreaming";
    private const string DriverMemory = "spark.driver.memory";
    private const string DriverJavaOptions = "spark.driver.extraJavaOptions";
    private const int MaxName = 200;
    private const int CoresOfAStep = 2;

    /// <summary>What Java 17 must open to Spark; spark-submit adds it, the REST API does not.</summary>
    private static readonly string[] Opened =
    [
        "java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util", "java.util.concurrent",
        "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs", "sun.security.action", "sun.util.calendar",
    ];

    /// <summary>How much of the master a step takes is LocalEmr's, since drivers wait for each other else.</summary>
    public static readonly IReadOnlyList<string> OwnSettings =
        ["spark.app.name", "spark.cores.max", "spark.driver.cores", "spark.ui.enabled"];

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How long a master may be silent before its steps are given up.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _submitting = new(1);
    private readonly SparkRestClient _master = new(options.Value.SparkRestUrl, options.Value.SparkMasterUiUrl);

    public async Task<StepStart> StartAsync(StepRun run, CancellationToken cancellationToken)
    {
        var (mainClass, arguments) = run.Command switch
        {
            SparkCommand spark => (SubmitClass, SparkWords(spark)),
            StreamingCommand streaming => (StreamingClass, StreamingWords(streaming)),
            _ => ("", []),
        };
        if (mainClass.Length == 0)
        {
            return StepStart.Not($"LocalEmr does not run {run.Command.Kind} steps on a standalone master.");
        }

        await _submitting.WaitAsync(cancellationToken);
        try
        {
            var cores = await RoomAsync(cancellationToken);
            if (cores < CoresOfAStep)
            {
                return StepStart.Not(
                    $"The Spark master {options.Value.SparkMasterUrl} has {cores} cores; a step takes two, one for its driver.");
            }

            // Each of the steps that may run side by side gets its share, of which the driver takes one.
            var share = Math.Max(1, (cores / Math.Clamp(run.Cluster.StepConcurrencyLevel, 1, cores)) - 1);
            var properties = Properties(run, share).ToList();
            if (mainClass == SubmitClass)
            {
                arguments = ["--master", options.Value.SparkMasterUrl, .. Conf(properties), .. arguments];
            }

            // Not to be cancelled: a submission without an answer may run.
            var (id, problem) = await _master.CreateAsync(mainClass, arguments, properties, Version, CancellationToken.None);
            return id is null
                ? StepStart.Not($"The Spark master refused the step: {problem}")
                : StepStart.Of(id, options.Value.SparkMasterUiUrl);
        }
        catch (Exception exception) when (exception is HttpRequestException
            || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return StepStart.Not($"The Spark master at {options.Value.SparkRestUrl} cannot be reached: {exception.Message}");
        }
        finally
        {
            _submitting.Release();
        }
    }

    public async Task<RunEnd> WaitAsync(StepRun run, CancellationToken cancellationToken)
    {
        if (run.Step.Handle is not { } id)
        {
            return new RunEnd(null, "LocalEmr ended while it submitted the step: whether it runs, the Spark master's page tells");
        }

        var heard = time.GetTimestamp();
        while (true)
        {
            try
            {
                var (driver, _, message) = await _master.StatusAsync(id, cancellationToken);
                heard = time.GetTimestamp();
                if (End(id, driver, message) is { } end)
                {
                    return end;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException
                || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (time.GetElapsedTime(heard) > SilenceLimit)
                {
                    return new RunEnd(null, $"the Spark master at {options.Value.SparkRestUrl} has been silent for {SilenceLimit}: {exception.Message}");
                }
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    public async Task StopAsync(StepRun run, bool force, CancellationToken cancellationToken)
    {
        if (run.Step.Handle is not { } id)
        {
            return;
        }

        try
        {
            await _master.KillAsync(id, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            logger.KillFailed(exception, id);
        }
    }

    public async Task FetchLogsAsync(StepRun run, CancellationToken cancellationToken)
    {
        if (run.Step.Handle is not { } id)
        {
            return;
        }

        try
        {
            if ((await _master.StatusAsync(id, cancellationToken)).WorkerId is not { } worker)
            {
                return;
            }

            foreach (var log in new[] { "stdout", "stderr" })
            {
                await _master.AppendLogAsync(id, worker, log, run.Folder.Log(log), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or IOException)
        {
            logger.LogsNotFetched(exception, id);
        }
    }

    public void Dispose()
    {
        _master.Dispose();
        _submitting.Dispose();
    }

    /// <summary>Waits until one more step has cores for its driver and its work: drivers alone would wait for each other for ever.</summary>
    private async Task<int> RoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (cores, drivers) = await _master.LoadAsync(cancellationToken);
            if (cores < CoresOfAStep || (drivers + 1) * CoresOfAStep <= cores)
            {
                return cores;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private static RunEnd? End(string id, string? driver, string? message) => driver switch
    {
        "SUBMITTED" or "RUNNING" or "RELAUNCHING" => null,
        "FINISHED" => new RunEnd(0),
        "KILLED" => new RunEnd(137, "the driver was killed"),
        "FAILED" => new RunEnd(1),
        null => new RunEnd(null, $"the Spark master no longer knows driver {id}: it was restarted"),
        _ => new RunEnd(null, $"the driver is {driver}{(message is null ? "" : $": {message}")}"),
    };

    private IEnumerable<(string Name, string Value)> Properties(StepRun run, int cores)
    {
        var name = $"{run.Step.Id} {run.Step.Name}";
        var configured = run.Command is SparkCommand
            ? ClusterConfigurations.Of(run.Cluster.Request).SparkDefaults
            : ClusterConfigurations.None.SparkDefaults;
        yield return ("spark.app.name", name.Length <= MaxName ? name : name[..MaxName]);
        yield return ("spark.master", options.Value.SparkMasterUrl);
        yield return ("spark.driver.cores", "1");
        yield return (DriverMemory, configured.GetValueOrDefault(DriverMemory, options.Value.DriverMemory));
        yield return ("spark.cores.max", cores.ToString());
        yield return ("spark.ui.enabled", "false");
        yield return (DriverJavaOptions, string.Join(' ',
            ["-XX:+IgnoreUnrecognizedVMOptions", .. Opened.Select(package => $"--add-opens=java.base/{package}=ALL-UNNAMED"),
                configured.GetValueOrDefault(DriverJavaOptions, "")]).TrimEnd());
        foreach (var (setting, value) in settings.S3OfWorkers())
        {
            yield return ($"spark.hadoop.{setting}", value);
        }

        foreach (var (setting, value) in configured.Where(setting =>
            !OwnSettings.Contains(setting.Key) && setting.Key is not (DriverMemory or DriverJavaOptions)))
        {
            yield return (setting, value);
        }

        if (run.Command is StreamingCommand && options.Value.SparkStreamingJar.Length > 0)
        {
            yield return ("spark.driver.extraClassPath", options.Value.SparkStreamingJar);
        }
    }

    /// <summary>The settings once more, for the SparkSubmit that the driver is; those of its own Java are set already.</summary>
    private static IEnumerable<string> Conf(IEnumerable<(string Name, string Value)> properties) =>
        properties.Where(property => property.Name is not ("spark.master" or DriverJavaOptions or DriverMemory))
            .SelectMany(property => new[] { "--conf", $"{property.Name}={property.Value}" });

    private static IReadOnlyList<string> SparkWords(SparkCommand command) => [.. command.Options, .. command.Application];

    private IReadOnlyList<string> StreamingWords(StreamingCommand command) =>
    [
        "-D", "mapreduce.framework.name=local",
        .. settings.S3OfWorkers().SelectMany(setting => new[] { "-D", $"{setting.Name}={setting.Value}" }),
        .. command.Arguments,
    ];
}
