using System.Security.Cryptography;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>Writes what a step reads, and gives the step's arguments.</summary>
internal sealed class EmrCommands(IObjectStore store)
{
    private const string Runner = "analytics_runner.py";
    private const string Module = "analytics_job";

    /// <exception cref="EngineFailureException">The task cannot be run on EMR.</exception>
    public Task<IReadOnlyList<string>> PrepareAsync(EngineTask task, EmrStage stage, CancellationToken cancellationToken)
    {
        var job = stage.Job;
        var folder = new EmrFolder(store, task, job);
        return stage.WritesText ? TextAsync(task, folder, cancellationToken) : job.Kind switch
        {
            JobKinds.Sql or JobKinds.PySpark => SparkAsync(task, job, folder, cancellationToken),
            JobKinds.Hive => HiveAsync(task, job, folder, cancellationToken),
            JobKinds.HadoopStreaming => StreamingAsync(task, job, folder, cancellationToken),
            _ => throw new InvalidOperationException($"No engine runs the kind {job.Kind}."),
        };
    }

    private async Task<IReadOnlyList<string>> SparkAsync(
        EngineTask task, JobDefinition job, EmrFolder folder, CancellationToken cancellationToken)
    {
        var isSql = job.Kind == JobKinds.Sql;
        var description = await folder.PutAsync(
            "task.json", EmrSparkTask.Of(task, job, isSql ? null : Module, folder.OutputAddress, store), cancellationToken);
        IReadOnlyList<string> module = isSql
            ? []
            : ["--py-files", await folder.PutAsync($"{Module}.py", job.Script, cancellationToken)];
        return
        [
            "spark-submit", "--deploy-mode", "client", .. SparkEventLog.Settings(folder), .. module,
            await PutRunnerAsync(cancellationToken), description,
        ];
    }

    private async Task<IReadOnlyList<string>> HiveAsync(
        EngineTask task, JobDefinition job, EmrFolder folder, CancellationToken cancellationToken)
    {
        // A table is all that lies below an address: copies, within the store, of just the version's files.
        await ManyObjects.EachAsync(
            task.Inputs.SelectMany(input => input.Files.Select((file, at) => (Input: input, At: at))),
            async (file, stop) =>
            {
                var source = ObjectKey.Parse(file.Input.Files[file.At]);
                var target = folder.KeyOf($"input/{file.Input.Name}/part-{file.At:d5}.parquet");
                if (await store.CopyAsync(source, target, stop) is null)
                {
                    throw Gone(source.Value);
                }
            },
            cancellationToken);

        var script = await folder.PutAsync("job.hql", HiveScript.Of(task, job, folder), cancellationToken);
        return ["hive-script", "--run-hive-script", "--args", "-f", script, .. HiveScript.Variables(task)];
    }

    /// <summary>The inputs as lines: written where they are read, on the cluster, and by many at once.</summary>
    private async Task<IReadOnlyList<string>> TextAsync(EngineTask task, EmrFolder folder, CancellationToken cancellationToken)
    {
        var description = await folder.PutAsync(
            "text.json", EmrSparkTask.OfText(task, input => TextOf(input.Name, folder), store), cancellationToken);
        return ["spark-submit", "--deploy-mode", "client", await PutRunnerAsync(cancellationToken), description];
    }

    private static string TextOf(string input, EmrFolder folder) => folder.AddressOf($"input/{input}");

    private static async Task<IReadOnlyList<string>> StreamingAsync(
        EngineTask task, JobDefinition job, EmrFolder folder, CancellationToken cancellationToken)
    {
        const string MapperFile = "mapper.py";
        const string ReducerFile = "reducer.py";
        List<string> files = [await folder.PutAsync(MapperFile, job.Script, cancellationToken)];
        if (job.Reducer is { } reducer)
        {
            files.Add(await folder.PutAsync(ReducerFile, reducer, cancellationToken));
        }

        return
        [
            "hadoop-streaming", .. job.Reducer is null ? ["-D", "mapreduce.job.reduces=0"] : Array.Empty<string>(),
            "-files", string.Join(',', files), "-mapper", $"python3 {MapperFile}",
            .. job.Reducer is null ? [] : new[] { "-reducer", $"python3 {ReducerFile}" },
            // By the job: whoever takes the run up again has its files no more, nor needs them.
            .. job.Inputs.SelectMany(input => new[] { "-input", TextOf(input, folder) }), "-output", folder.OutputAddress,
            .. task.Parameters.Where(parameter => parameter.Value is not null)
                .SelectMany(parameter => new[] { "-cmdenv", $"{parameter.Name}={parameter.Value}" }),
        ];
    }

    /// <summary>The runner under a key of its content, so that a newer one takes no running step's away.</summary>
    private async Task<string> PutRunnerAsync(CancellationToken cancellationToken)
    {
        await using var resource = typeof(EmrCommands).Assembly.GetManifestResourceStream(Runner)
            ?? throw new InvalidOperationException($"{Runner} is not part of the program.");
        using var content = new MemoryStream();
        await resource.CopyToAsync(content, cancellationToken);
        var key = ObjectKey.Parse($"emr/code/{Convert.ToHexStringLower(SHA256.HashData(content.ToArray()))[..16]}/{Runner}");
        content.Position = 0;
        await store.PutAsync(key, content, PutCondition.IfAbsent, cancellationToken);
        return store.AddressOf(key);
    }

    private static EngineFailureException Gone(string key) => new(new EngineFailure(
        EngineFailureCode.Input, "An input file is gone.", [key],
        "Bring the file back from a backup of the processed store, or ingest its raw object again.", Retryable: false));
}
