namespace Analytics.Fixtures.Emr;

/// <summary>The Spark that the environment names; without one its tests are skipped and say so.</summary>
public static class RealSpark
{
    public static string Home => Named("SPARK_HOME", "no installed Spark 3.5 to run on");

    public static string StreamingJar => Named("HADOOP_STREAMING_JAR", "no Hadoop streaming to run by");

    public static string DeltaJars => Named("DELTA_JARS", "no Delta Lake to read tables with");

    private static string Named(string name, string what)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{name} names {what}.");
        return value ?? "";
    }
}
