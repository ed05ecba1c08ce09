using System.Text.Json;

using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Runs;
using Analytics.Core.Storage;

namespace Analytics.Core.Engines.Emr;

/// <summary>What analytics_runner.py is told, as JSON.</summary>
internal static class EmrSparkTask
{
    public static string Of(EngineTask task, JobDefinition job, string? module, string outputAddress, IObjectStore store) =>
        JsonSerializer.Serialize(
            new
            {
                job.Kind,
                Sql = module is null ? SqlParameters.ToSpark(job.Emr?.Script ?? job.Script) : null,
                Module = module,
                task.Parameters,
                Inputs = task.Inputs.Select(input => new
                {
                    input.Name,
                    Files = input.Files.Select(file => store.AddressOf(ObjectKey.Parse(file))),
                    input.Columns,
                }),
                Output = new { Address = outputAddress, task.Output.Columns },
            },
            RunJson.Options);
}
