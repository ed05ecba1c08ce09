using System.Text.Json;

using Analytics.DuckDb;
using Analytics.Engines.Sandbox;
using Analytics.Machine.Files;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetInput;

namespace Analytics.EmbeddedEngine.Tasks;

/// <summary>
/// The child's whole life: one line of JSON in, log lines out, the outcome as a file, exit code 0. Whatever else happens ends it with
/// another code and the exception on standard error, which the owner shows.
/// </summary>
internal static class EngineChild
{
    private const int Usage = 64;

    public static async Task<int> RunAsync(Stream input, Stream output)
    {
        var request = await OwnerLine.ReadAsync(input) is { Length: > 0 } line
            ? JsonSerializer.Deserialize(line, EngineJson.Default.EngineRequest)
            : null;
        if (request is null)
        {
            await Console.Error.WriteLineAsync("The embedded engine is started by the platform's services, which give it its task.");
            return Usage;
        }

        OwnerLine.DieWithOwner(input);
        var log = new ChildLog(output);
        if (request.Sql is { } sql)
        {
            OutcomeFile.Write(request.OutcomePath, SqlRun.Execute(sql, log.Write), EngineJson.Default.SqlRunResult);
            return 0;
        }

        if (request.PlanColumns is { } planned)
        {
            OutcomeFile.Write(request.OutcomePath, ColumnReads.Plan(planned), EngineJson.Default.ColumnPlan);
            return 0;
        }

        if (request.ConvertParquet is { } task)
        {
            return await ConvertAsync(task, request.OutcomePath);
        }

        await Console.Error.WriteLineAsync("The task is of no kind that this engine knows.");
        return Usage;
    }

    private static async Task<int> ConvertAsync(ConvertParquetTask task, string outcomePath)
    {
        try
        {
            var only = task.OnlyRecordsPath is { } path ? ReplayRecords.ReadNumbers(path) : null;
            var result = await ParquetFileConverter.ConvertAsync(
                task.SourcePath, task.SourceName, task.Schema, task.Options with { OnlyRecords = only }, new FilesStay(), progress: null,
                CancellationToken.None);
            OutcomeFile.Write(outcomePath, result, EngineJson.Default.ConversionResult);
            return 0;
        }
        catch (Exception fault) when (StorageFullException.IsCauseOf(fault))
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return SandboxEnd.DiskFull;
        }
    }

    /// <summary>The files are the owner's to take, from the scratch folder, when this process is gone.</summary>
    private sealed class FilesStay : IConvertedFileSink
    {
        public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
