namespace Analytics.LocalEmr.Options;

/// <summary>
/// Section <c>LocalEmr</c>. Besides, <c>SPARK_HOME</c>, <c>HADOOP_STREAMING_JAR</c> and <c>AWS_ENDPOINT_URL</c> are read as every tool
/// of Spark and AWS reads them.
/// </summary>
public sealed class LocalEmrOptions
{
    public const string Section = "LocalEmr";

    /// <summary>The folder of clusters, steps and what steps write while they run; made where it is missing.</summary>
    public string DataPath { get; set; } = Path.Combine(Path.GetTempPath(), "analytics-localemr");

    /// <summary>
    /// The access key of the one client that is answered, with <see cref="SecretKey"/>; where both are empty, whoever reaches the
    /// address is, by whatever key.
    /// </summary>
    public string AccessKey { get; set; } = "";

    /// <summary>What that client signs its requests with; never shown.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>Names under which LocalEmr is asked, besides this machine's own (localhost): a container's, separated by commas.</summary>
    public string AllowedHosts { get; set; } = "";

    /// <summary>How long a cluster is in STARTING, and then again in BOOTSTRAPPING.</summary>
    public TimeSpan BootTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a running step's logs are written under its LogUri; they are once more when it ends.</summary>
    public TimeSpan LogInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a step may run before it is ended and FAILED.</summary>
    public TimeSpan StepTimeLimit { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a step that is interrupted (SIGTERM) may take to end before it is killed.</summary>
    public TimeSpan CancelGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long clusters that have ended are kept.</summary>
    public TimeSpan KeepClusters { get; set; } = TimeSpan.FromDays(60);

    /// <summary>Whether <c>script-runner.jar</c> and <c>bash</c> steps run: they may do all that LocalEmr's user may.</summary>
    public bool AllowScripts { get; set; }

    /// <summary>Whether running steps go on when LocalEmr is stopped, to be found again at its next start; else they end FAILED.</summary>
    public bool KeepSteps { get; set; }

    /// <summary>The master that steps run on as child processes; <c>yarn</c>, which EMR's steps name, is replaced by it.</summary>
    public string SparkMaster { get; set; } = "local[*]";

    /// <summary>Memory of a step's driver that names none, as Spark writes it.</summary>
    public string DriverMemory { get; set; } = "1g";

    /// <summary>How far steps that run as child processes stand back behind other programs of the machine: 0 (not at all) to 19.</summary>
    public int Niceness { get; set; }

    /// <summary>Whether a step of Spark shows Spark's own pages while it runs: on loopback, to whoever uses this machine.</summary>
    public bool SparkUi { get; set; } = true;

    /// <summary>REST address of a standalone master (http://host:6066), which then runs the steps instead of child processes.</summary>
    public string SparkRestUrl { get; set; } = "";

    /// <summary>Address of the same master for drivers (spark://host:7077).</summary>
    public string SparkMasterUrl { get; set; } = "";

    /// <summary>The same master's web page (http://host:8080), by which the logs of its workers are found.</summary>
    public string SparkMasterUiUrl { get; set; } = "";

    /// <summary>
    /// Where the workers of a standalone master reach S3 (http://host:4566), if not at LocalEmr's own <c>AWS_ENDPOINT_URL</c>: those in
    /// containers see other names.
    /// </summary>
    public string SparkS3Endpoint { get; set; } = "";

    /// <summary>The streaming jar's path on the workers of a standalone master.</summary>
    public string SparkStreamingJar { get; set; } = "";

    internal string[] AllowedHostNames() =>
        AllowedHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
