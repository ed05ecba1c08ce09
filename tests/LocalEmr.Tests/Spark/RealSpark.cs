namespace Analytics.LocalEmr.Tests.Spark;

/// <summary>The Spark that the environment names; without one its tests are skipped and say so.</summary>
internal static class RealSpark
{
    public static string Home => Named("SPARK_HOME", "no Spark to run steps on");

    public static string StreamingJar => Named("HADOOP_STREAMING_JAR", "no Hadoop streaming to run steps by");

    private static string Named(string name, string what)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{name} names {what}.");
        return value ?? "";
    }
}
