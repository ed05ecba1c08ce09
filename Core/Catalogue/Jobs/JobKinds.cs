namespace Analytics.Catalogue.Jobs;

/// <summary>What a job's script is.</summary>
public static class JobKinds
{
    /// <summary>One SELECT, for DuckDB or Spark.</summary>
    public const string Sql = "sql";

    /// <summary>A Python module with <c>main(spark, parameters)</c>, which returns a DataFrame.</summary>
    public const string PySpark = "pyspark";

    /// <summary>HiveQL that fills the result table.</summary>
    public const string Hive = "hive";

    /// <summary>A mapper and, mostly, a reducer: programs that read lines and write lines.</summary>
    public const string HadoopStreaming = "hadoop-streaming";

    public static readonly IReadOnlyList<string> All = [Sql, PySpark, Hive, HadoopStreaming];
}
