using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Storage;
using Analytics.Tabular.Schema;

namespace Analytics.Emr;

/// <summary>What analytics_runner.py is told, as JSON.</summary>
internal static class EmrSparkTask
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ColumnTypeConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Of(EngineTask task, JobDefinition job, string? module, string outputAddress, IObjectStore store) =>
        JsonSerializer.Serialize(
            new
            {
                job.Kind,
                Sql = module is null ? SqlParameters.ToSpark(job.Emr?.Script ?? job.Script) : null,
                Module = module,
                task.Parameters,
                Inputs = task.Inputs.Select(input => new { input.Name, Files = FilesOf(input, store), input.Columns }),
                Output = new { Address = outputAddress, task.Output.Columns },
            },
            Json);

    /// <summary>The task that writes inputs as the lines that Hadoop streaming reads.</summary>
    /// <param name="addressOf">Where an input's lines go.</param>
    public static string OfText(EngineTask task, Func<EngineInput, string> addressOf, IObjectStore store) =>
        JsonSerializer.Serialize(
            new
            {
                Kind = "text",
                Inputs = task.Inputs.Select(input => new
                {
                    input.Name,
                    Files = FilesOf(input, store),
                    input.Columns,
                    Address = addressOf(input),
                }),
            },
            Json);

    private static IEnumerable<string> FilesOf(EngineInput input, IObjectStore store) =>
        input.Files.Select(file => store.AddressOf(ObjectKey.Parse(file)));
}
