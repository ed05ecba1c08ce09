using System.Globalization;
using System.Text;

using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Tabular.Schema;

namespace Analytics.Emr;

/// <summary>
/// A job's HiveQL between what makes its tables and what takes them away: a database of the attempt's own, since the steps of a
/// cluster share their metastore, with the inputs and the result as external tables.
/// </summary>
internal static class HiveScript
{
    public static string Of(EngineTask task, JobDefinition job, EmrFolder folder)
    {
        var database = HiveDatabases.NameOf(task.RunId, task.Attempt);
        var text = new StringBuilder()
            .AppendLine("set spark.sql.session.timeZone=UTC;")
            .AppendLine(CultureInfo.InvariantCulture, $"create database if not exists {database};")
            .AppendLine(CultureInfo.InvariantCulture, $"use {database};");
        foreach (var input in task.Inputs)
        {
            AddTable(text, input.Name, input.Columns, folder.AddressOf($"input/{input.Name}"));
        }

        AddTable(text, job.Output.Table, task.Output.Columns, folder.OutputAddress);
        return text
            .AppendLine(job.Script.Trim().TrimEnd(';'))
            .AppendLine(";")
            .AppendLine(CultureInfo.InvariantCulture, $"drop database {database} cascade;")
            .ToString();
    }

    /// <summary>Parameters as Hive's variables, which are pasted: each value must be what its type says, and no type is a text.</summary>
    public static IEnumerable<string> Variables(EngineTask task)
    {
        foreach (var parameter in task.Parameters)
        {
            if (parameter.Value is not { } value
                || !FieldCheck.IsValue(new Field { Name = parameter.Name, Type = parameter.Type }, value)
                || parameter.Type.Kind is ColumnKind.String or ColumnKind.Json)
            {
                throw new EngineFailureException(new EngineFailure(
                    EngineFailureCode.Parameter, $"The value of the parameter {parameter.Name} is not a valid {parameter.Type}.", [],
                    "Give a number, a date or a time when the run is started, or a default in job.yaml.", Retryable: false));
            }

            yield return "-d";
            yield return $"{parameter.Name}={value}";
        }
    }

    private static void AddTable(StringBuilder text, string name, IReadOnlyList<EngineColumn> columns, string address)
    {
        var shown = columns.Select(column => (column.Name, Type: TypeOf(column.Type))).Where(column => column.Type is not null);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            create external table {Quote(name)} ({string.Join(", ", shown.Select(column => $"{Quote(column.Name)} {column.Type}"))})
            stored as parquet location '{address.Replace("'", "\\'", StringComparison.Ordinal)}';
            """);
    }

    /// <summary>Null where Hive has no such type: the column is left out.</summary>
    private static string? TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "int",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Float => "float",
        ColumnKind.Double => "double",
        ColumnKind.Decimal => $"decimal({type.Precision},{type.Scale})",
        ColumnKind.Date => "date",
        ColumnKind.Timestamp or ColumnKind.TimestampTz => "timestamp",
        ColumnKind.String or ColumnKind.Json => "string",
        _ => null,
    };

    private static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
