using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Amazon.Runtime;

using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Configurations;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Options;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Runners;

/// <summary>Runs steps as child processes of an installed Spark (<c>SPARK_HOME</c>).</summary>
internal sealed class SparkHomeRunner(
    SparkSettings settings, LogTargets files, IOptions<LocalEmrOptions> options, TimeProvider time) : IStepRunner
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public async Task<StepStart> StartAsync(StepRun run, CancellationToken cancellationToken)
    {
        try
        {
            var (command, problem) = await CommandAsync(run, cancellationToken);
            if (command is null)
            {
                return StepStart.Not(problem ?? "");
            }

            var folder = run.Folder;
            var isSpark = run.Command is SparkCommand or ExampleCommand or DistCpCommand;
            var configured = isSpark ? ClusterConfigurations.Of(run.Cluster.Request) : ClusterConfigurations.None;
            int? uiPort = isSpark && options.Value.SparkUi ? FreePort() : null;
            settings.WriteFolder(
                folder.Settings, Metastore(run), folder.Scratch, folder.Log("syslog"), uiPort, configured.SparkDefaults);
            var environment = settings.Environment(folder.Settings, folder.Work, folder.Scratch, configured.Environment);
            var process = StepProcess.Start(folder, command, environment, options.Value.Niceness);
            return StepStart.Of(
                process.ToString(CultureInfo.InvariantCulture), uiPort is { } port ? $"http://127.0.0.1:{port}/" : null);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return StepStart.Not($"The step's process could not be started: {exception.Message}");
        }
    }

    public async Task<RunEnd> WaitAsync(StepRun run, CancellationToken cancellationToken)
    {
        if (await ProcessAsync(run, cancellationToken) is not { } process)
        {
            return new RunEnd(null, "LocalEmr ended before it had started the step's process");
        }

        while (true)
        {
            // In this order: the code may be written, and the process end, between two looks.
            var isAlive = StepProcess.IsAlive(run.Folder, process);
            if (StepProcess.ExitCode(run.Folder) is { } code)
            {
                // What the step has left behind, a daemon say, is the step's no longer.
                StepProcess.Signal(run.Folder, process, force: true);
                return new RunEnd(code);
            }

            if (!isAlive)
            {
                StepProcess.Signal(run.Folder, process, force: true);
                return new RunEnd(null, "the step's process ended without an exit code: it was killed");
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    public async Task StopAsync(StepRun run, bool force, CancellationToken cancellationToken)
    {
        if (await ProcessAsync(run, cancellationToken) is { } process && StepProcess.IsAlive(run.Folder, process))
        {
            StepProcess.Signal(run.Folder, process, force);
        }
    }

    public Task FetchLogsAsync(StepRun run, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<(IReadOnlyList<string>? Command, string? Problem)> CommandAsync(StepRun run, CancellationToken cancellationToken)
    {
        if (run.Command is ScriptCommand script)
        {
            return await ScriptAsync(run, script, cancellationToken);
        }

        if (settings.SparkHome is not { } home || !File.Exists(Path.Combine(home, "bin", "spark-submit")))
        {
            return (null, "There is no Spark to run it: SPARK_HOME must name the folder of a Spark 3.5 (with bin/spark-submit), or "
                + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.SparkRestUrl)} a standalone master.");
        }

        switch (run.Command)
        {
            case SparkCommand spark:
                return (Submit(home, [.. spark.Options, .. spark.Application]), null);
            case ExampleCommand example:
                var (words, missing) = example.In(home);
                return (words is null ? null : Submit(home, words), missing);
            case DistCpCommand copy:
                var copier = Path.Combine(run.Folder.Scratch, DistCpCommand.ScriptName);
                await WriteDistCpAsync(copier, cancellationToken);
                return (Submit(home, [copier, .. copy.Arguments]), null);
            default:
                break;
        }

        if (run.Command is not StreamingCommand streaming)
        {
            return (null, $"LocalEmr cannot run {run.Command.Kind}.");
        }

        return settings.StreamingJar is { } jar && File.Exists(jar)
            ? ([
                settings.Java, $"-Xmx{options.Value.DriverMemory}", $"-Djava.io.tmpdir={run.Folder.Scratch}",
                $"-Dlog4j2.configurationFile={Path.Combine(run.Folder.Settings, "log4j2-streaming.properties")}",
                "-cp", $"{run.Folder.Settings}:{Path.Combine(home, "jars")}/*:{jar}",
                "org.apache.hadoop.streaming.HadoopStreaming", "-D", "mapreduce.framework.name=local", .. streaming.Arguments,
            ], null)
            : (null, "There is no Hadoop streaming to run it: HADOOP_STREAMING_JAR must name a hadoop-streaming jar of Hadoop 3.");
    }

    private string[] Submit(string home, IEnumerable<string> words) =>
        [Path.Combine(home, "bin", "spark-submit"), "--master", options.Value.SparkMaster, .. words];

    private static async Task WriteDistCpAsync(string path, CancellationToken cancellationToken)
    {
        await using var script = typeof(DistCpCommand).Assembly.GetManifestResourceStream(DistCpCommand.ScriptName)
            ?? throw new InvalidOperationException($"{DistCpCommand.ScriptName} is not part of the program.");
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        await script.CopyToAsync(file, cancellationToken);
    }

    /// <summary>Spark takes the next one where somebody was faster.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<(IReadOnlyList<string>? Command, string? Problem)> ScriptAsync(
        StepRun run, ScriptCommand script, CancellationToken cancellationToken)
    {
        if (script.Fetch is not { } address)
        {
            return (["/bin/bash", .. script.Arguments], null);
        }

        if (!LogUris.IsS3(address))
        {
            return (["/bin/bash", LogUris.IsFile(address) ? new Uri(address).LocalPath : address, .. script.Arguments], null);
        }

        try
        {
            var local = Path.Combine(run.Folder.Scratch, "script");
            await files.FetchAsync(address, local, cancellationToken);
            return (["/bin/bash", local, .. script.Arguments], null);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            return (null, $"The script {address} could not be fetched: {exception.Message}");
        }
    }

    /// <summary>
    /// Steps of a cluster share their tables, as on EMR, where they run one after the other; the metastore's Derby lets in one process.
    /// </summary>
    private static string Metastore(StepRun run) =>
        run.Cluster.StepConcurrencyLevel == 1 ? run.Folder.SharedMetastore : run.Folder.OwnMetastore;

    private async Task<int?> ProcessAsync(StepRun run, CancellationToken cancellationToken) =>
        int.TryParse(run.Step.Handle, NumberStyles.None, CultureInfo.InvariantCulture, out var known)
            ? known
            : await StepProcess.FindAsync(run.Folder, time, cancellationToken);
}
