using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Storage;
using Analytics.Tabular.Schema;

namespace Analytics.Emr;

/// <summary>
/// Brings a step's result to this machine and holds it against what the job declares, by the same code that checks what the embedded
/// engine computes: the file that comes of it has the declared columns, types and order.
/// </summary>
internal sealed class EmrOutputs(IObjectStore store, EmbeddedJobEngine embedded)
{
    private const string Result = "result";

    /// <exception cref="EngineFailureException">The result is not what the job declares.</exception>
    public async Task<EngineOutcome.Succeeded> TakeAsync(EngineTask task, JobDefinition job, CancellationToken cancellationToken)
    {
        var isText = job.Kind == JobKinds.HadoopStreaming;
        var fetched = Directory.CreateDirectory($"{task.ScratchDirectory}-fetched").FullName;
        var files = new List<string>();
        var keys = await new EmrFolder(store, task, job).OutputAsync(cancellationToken);
        var (paths, gone) = await store.FetchAllAsync(keys, fetched, cancellationToken);
        if (gone is not null)
        {
            throw new EngineFailureException(new EngineFailure(
                "output.missing", "A file of the result was gone before it was loaded.", [gone.Value],
                "Find out what removes files under results/; the run computes it again.", Retryable: true));
        }

        foreach (var path in paths)
        {
            files.AddRange(isText
                ? await EmrText.ReadAsync(path, task.Output.Columns, Path.Combine(fetched, $"lines-{files.Count}"), cancellationToken)
                : [path]);
        }

        return await EmbeddedSql.RunAsync(
            embedded,
            task with
            {
                Sql = $"SELECT {Columns(task.Output.Columns, isText)} FROM {Result}",
                Parameters = [],
                Inputs = [new EngineInput(Result, files, files.Count == 0 ? task.Output.Columns : [])],
            },
            cancellationToken);
    }

    /// <summary>Spark has no type for UUIDs, whose texts they become.</summary>
    private static string Columns(IReadOnlyList<EngineColumn> columns, bool isText)
    {
        var uuids = columns.Where(column => !isText && column.Type.Kind == ColumnKind.Uuid)
            .Select(column => SqlNames.Quote(column.Name)).ToList();
        return uuids.Count == 0 ? "*" : $"* REPLACE ({string.Join(", ", uuids.Select(name => $"{name}::UUID AS {name}"))})";
    }
}
