using System.Diagnostics;
using System.Globalization;

using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.JobFailures;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>Runs one SQL task inside the child process: guard, session, columns, rows. The parent never calls this.</summary>
public static class SqlRun
{
    private const int RowGroupRows = 122_880;

    /// <summary>The result's file, or the failure; faults of the program itself are thrown.</summary>
    public static SqlRunResult Execute(EngineTask task, Action<EngineLogLine> log)
    {
        var folders = new SessionFolders(task.ScratchDirectory);
        var phases = new EnginePhases(TimeProvider.System);
        try
        {
            return new SqlRunResult(null, Produce(task, folders, phases, log), phases.Done);
        }
        catch (EngineFailureException failure)
        {
            return new SqlRunResult(failure.Failure, null, phases.Done);
        }
        catch (DuckDBException exception)
        {
            return new SqlRunResult(DuckDbErrors.Translate(exception.Message, task), null, phases.Done);
        }
    }

    private static EngineFile Produce(EngineTask task, SessionFolders folders, EnginePhases phases, Action<EngineLogLine> log)
    {
        var watch = Stopwatch.StartNew();
        using var connection = phases.Measure(
            EnginePhases.Open, () => SandboxedSession.Open(task.Inputs, task.Limits, folders));
        var allowed = phases.Measure(EnginePhases.Check, () => Admit(connection, task));
        foreach (var input in task.Inputs.Where(input => allowed.Tables.Contains(input.Name)))
        {
            log(new EngineLogLine(EngineLogLine.Info, $"Input {input.Name}: {input.Files.Count} files."));
        }

        var parameters = ParameterValues.Bind(allowed.Parameters, task.Parameters);
        var columns = OutputColumns.SelectList(connection, allowed.Select, parameters, task.Output.Columns);
        phases.Measure(EnginePhases.Execute, () => connection.Run(
            $"COPY (SELECT {columns} FROM (\n{allowed.Select}\n) AS result) TO {SqlNames.Literal(folders.ResultFile)} "
            + $"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroupRows})",
            parameters));
        var rows = connection.Counts($"SELECT count(*) FROM read_parquet([{SqlNames.Literal(folders.ResultFile)}])")[0];
        phases.Measure(EnginePhases.Verify, () => OutputRows.Check(connection, folders.ResultFile, task.Output));
        var bytes = new FileInfo(folders.ResultFile).Length;
        log(new EngineLogLine(
            EngineLogLine.Info, string.Create(CultureInfo.InvariantCulture,
                $"{rows} rows in {watch.Elapsed.TotalSeconds:0.00} s, {bytes} bytes.")));
        return new EngineFile(folders.ResultFile, rows, bytes);
    }

    private static SqlCheck.Allowed Admit(DuckDBConnection connection, EngineTask task)
    {
        var names = task.Inputs.Select(input => input.Name).ToList();
        var check = SqlGuard.Check(connection, task.Sql, names, [.. task.Parameters.Select(parameter => parameter.Name)]);
        return check switch
        {
            SqlCheck.Allowed allowed => allowed,
            SqlCheck.Refused refused => throw new EngineFailureException(new EngineFailure(
                refused.IsSyntax ? EngineFailureCode.SqlInvalid : EngineFailureCode.SqlRefused,
                refused.Position is { } at ? $"{refused.Message} ({at})" : refused.Message,
                refused.Position is { } shown ? [$"{shown.Line}: {shown.Text}"] : [], refused.Advice, Retryable: false)),
            _ => throw new InvalidOperationException($"The guard gave a {check.GetType()}."),
        };
    }
}
