namespace Analytics.LocalEmr.Clusters;

/// <summary>Amazon EMR's releases that LocalEmr lists, with the versions that AWS names; any release of Spark 3 runs here alike.</summary>
internal static class Releases
{
    private const string SparkOnly = "emr-spark-";

    public static readonly IReadOnlyList<(string Label, IReadOnlyList<(string Name, string Version)> Applications)> All =
    [
        ("emr-7.13.0", [("Hadoop", "3.4.2"), ("Hive", "3.1.3"), ("Spark", "3.5.6")]),
        ("emr-7.12.0", [("Hadoop", "3.4.1"), ("Hive", "3.1.3"), ("Spark", "3.5.6")]),
        ("emr-spark-8.0.0", [("Spark", "4.0.2")]),
    ];

    /// <summary>Whether the release has Hive and Hadoop streaming, which the Spark-only ones lack.</summary>
    public static bool HasHadoop(string? label) => label?.StartsWith(SparkOnly, StringComparison.Ordinal) != true;

    public static object WithVersion(string? label, ApplicationInput application)
    {
        var known = All.Where(release => release.Label == label).SelectMany(release => release.Applications)
            .FirstOrDefault(candidate => string.Equals(candidate.Name, application.Name, StringComparison.OrdinalIgnoreCase));
        return new
        {
            Name = known.Name ?? application.Name,
            Version = application.Version ?? known.Version,
            application.Args,
            application.AdditionalInfo,
        };
    }
}
