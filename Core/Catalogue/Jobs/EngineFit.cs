using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

/// <summary>Holds a job's engine, parameters and columns against what its kind can do.</summary>
internal static class EngineFit
{
    private static readonly string[] Engines = [EngineNames.Auto, EngineNames.Embedded, EngineNames.Emr];

    /// <summary>The key <c>engine</c>.</summary>
    public static string ReadEngine(YamlMap root, string kind)
    {
        var engine = root.Text("engine") ?? EngineNames.Auto;
        if (!Engines.Contains(engine))
        {
            root.Fault("engine", $"must be auto, embedded or emr, not '{engine}'{Suggestions.For(engine, Engines)}.");
        }
        else if (engine == EngineNames.Embedded && kind != JobKinds.Sql)
        {
            root.Fault("engine", $"is embedded, which runs sql jobs alone; {kind} jobs run on emr.");
        }

        return engine;
    }

    /// <summary>Types that the engine has no word for.</summary>
    public static void Check(YamlMap root, string kind, string engine, JobOutput output, IReadOnlyList<JobParameter> parameters)
    {
        foreach (var column in output.Columns.Where(column => LacksType(kind, engine, column.Type.Kind)))
        {
            root.Fault("output.columns", $"'{column.Name}' is {column.Type}, which {(kind == JobKinds.Hive ? "Hive" : "Spark")} cannot "
                + "write: declare a string, or a timestamp without time zone.");
        }

        // Hive's variables are pasted: only texts that can hold no quote may be.
        foreach (var parameter in parameters.Where(parameter =>
            kind == JobKinds.Hive && parameter.Type.Kind is ColumnKind.String or ColumnKind.Json))
        {
            root.Fault("parameters", $"'{parameter.Name}' is {parameter.Type}, which cannot be bound in HiveQL: let the job be of kind sql or "
                + "pyspark, or declare a number, a date or a time.");
        }
    }

    private static bool LacksType(string kind, string engine, ColumnKind type) => kind switch
    {
        JobKinds.Hive => type is ColumnKind.Time or ColumnKind.TimestampTz or ColumnKind.Uuid or ColumnKind.Json,
        JobKinds.PySpark => type is ColumnKind.Time,
        JobKinds.Sql => engine == EngineNames.Emr && type is ColumnKind.Time,
        _ => false,
    };
}
