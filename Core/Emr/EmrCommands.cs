using System.Security.Cryptography;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>Writes what a step reads, and gives the step's arguments.</summary>
internal sealed class EmrCommands(IObjectStore store, EmrText text)
{
    private const string Runner = "analytics_runner.py";
    private const string Module = "analytics_job";

    /// <exception cref="EngineFailureException">The task cannot be run on EMR.</exception>
    public Task<IReadOnlyList<string>> PrepareAsync(EngineTask task, JobDefinition job, CancellationToken cancellationToken)
    {
        var folder = new EmrFolder(store, task, job);
        return job.Kind switch
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
        foreach (var (input, at) in task.Inputs.SelectMany(input => input.Files.Select((file, at) => (input, at))))
        {
            // A table is all that lies below an address: copies, within the store, of just the version's files.
            var source = ObjectKey.Parse(input.Files[at]);
            if (await store.CopyAsync(source, folder.KeyOf($"input/{input.Name}/part-{at:d5}.parquet"), cancellationToken) is null)
            {
                throw Gone(source.Value);
            }
        }

        var script = await folder.PutAsync("job.hql", HiveScript.Of(task, job, folder), cancellationToken);
        return ["hive-script", "--run-hive-script", "--args", "-f", script, .. HiveScript.Variables(task)];
    }

    private async Task<IReadOnlyList<string>> StreamingAsync(
        EngineTask task, JobDefinition job, EmrFolder folder, CancellationToken cancellationToken)
    {
        const string MapperFile = "mapper.py";
        const string ReducerFile = "reducer.py";
        List<string> files = [await folder.PutAsync(MapperFile, job.Script, cancellationToken)];
        if (job.Reducer is { } reducer)
        {
            files.Add(await folder.PutAsync(ReducerFile, reducer, cancellationToken));
        }

        List<string> inputs = [];
        foreach (var input in task.Inputs)
        {
            var key = folder.KeyOf($"input/{input.Name}.tsv");
            await text.WriteAsync(task, input, key, cancellationToken);
            inputs.AddRange(["-input", store.AddressOf(key)]);
        }

        return
        [
            "hadoop-streaming", .. job.Reducer is null ? ["-D", "mapreduce.job.reduces=0"] : Array.Empty<string>(),
            "-files", string.Join(',', files), "-mapper", $"python3 {MapperFile}",
            .. job.Reducer is null ? [] : new[] { "-reducer", $"python3 {ReducerFile}" },
            .. inputs, "-output", folder.OutputAddress,
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
