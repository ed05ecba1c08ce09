using System.Xml.Linq;

using Analytics.LocalEmr.Options;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Commands;

/// <summary>
/// What Spark and Hadoop must be told so that s3:// paths of EMR's steps work unchanged, here or on an emulator
/// (<c>AWS_ENDPOINT_URL</c>). Keys are never among it: they go by the environment alone, which no log shows.
/// </summary>
internal sealed class SparkSettings(IConfiguration configuration, IOptions<LocalEmrOptions> options)
{
    private const string DriverJavaOptions = "spark.driver.extraJavaOptions";

    private static readonly string[] OfAws =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL",
    ];

    private static readonly string[] OfSpark = ["JAVA_HOME", "PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON", "SPARK_LOCAL_IP"];

    public string? SparkHome => configuration["SPARK_HOME"] is { Length: > 0 } home ? home : null;

    public string? StreamingJar => configuration["HADOOP_STREAMING_JAR"] is { Length: > 0 } jar ? jar : null;

    public string Java => configuration["JAVA_HOME"] is { Length: > 0 } home ? Path.Combine(home, "bin", "java") : "java";

    /// <summary>Hadoop's settings for S3, on this machine.</summary>
    public IEnumerable<(string Name, string Value)> S3() => S3(configuration["AWS_ENDPOINT_URL"]);

    /// <summary>The same on the workers of a standalone master.</summary>
    public IEnumerable<(string Name, string Value)> S3OfWorkers() =>
        options.Value.SparkS3Endpoint is { Length: > 0 } endpoint ? S3(endpoint) : S3();

    /// <summary>A child's whole environment: what it needs, what the cluster's Configurations add, and nothing else of LocalEmr's own.</summary>
    public Dictionary<string, string> Environment(
        string folder, string work, string scratch, IReadOnlyDictionary<string, string> configured)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = configuration["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
            ["HOME"] = work,
            ["TMPDIR"] = scratch,
            ["SPARK_LOCAL_IP"] = "127.0.0.1",
            ["SPARK_LOCAL_DIRS"] = scratch,
            ["SPARK_CONF_DIR"] = folder,
            ["HADOOP_CONF_DIR"] = folder,
        };
        if (SparkHome is { } home)
        {
            environment["SPARK_HOME"] = home;
        }

        foreach (var name in OfAws.Concat(OfSpark))
        {
            if (configuration[name] is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        foreach (var (name, value) in configured)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Writes the folder in which Spark and Hadoop look for their settings; those of the step itself win over them.</summary>
    /// <param name="uiPort">Where the driver shows its pages, on loopback alone; null where it shows none.</param>
    /// <param name="configured">The cluster's own defaults, which win over LocalEmr's.</param>
    public void WriteFolder(
        string folder, string metastore, string scratch, string systemLog, int? uiPort, IReadOnlyDictionary<string, string> configured)
    {
        var javaOptions = $"-Dderby.system.home={metastore} -Djava.io.tmpdir={scratch}";
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(metastore);
        File.WriteAllLines(Path.Combine(folder, "spark-defaults.conf"),
        [
            $"spark.master {options.Value.SparkMaster}",
            $"spark.driver.memory {options.Value.DriverMemory}",
            $"spark.ui.enabled {(uiPort is null ? "false" : "true")}",
            $"spark.ui.port {uiPort ?? 0}",
            "spark.ui.killEnabled false",

            // A driver of this machine alone listens for its own parts; another user must not talk to it.
            .. options.Value.SparkMaster.StartsWith("local", StringComparison.Ordinal) ? ["spark.authenticate true"] : Array.Empty<string>(),
            $"spark.sql.warehouse.dir {new Uri(Path.Combine(metastore, "warehouse")).AbsoluteUri}",
            $"{DriverJavaOptions} {javaOptions}",
            .. InstalledDefaults(),
            .. configured.Select(setting => Line(
                setting.Key, setting.Key == DriverJavaOptions ? $"{javaOptions} {setting.Value}" : setting.Value)),
        ]);
        Save(Path.Combine(folder, "core-site.xml"), [.. S3(), ("hadoop.tmp.dir", scratch)]);
        Save(Path.Combine(folder, "hive-site.xml"),
        [
            ("javax.jdo.option.ConnectionURL", $"jdbc:derby:;databaseName={Path.Combine(metastore, "metastore_db")};create=true"),
            ("hive.exec.scratchdir", scratch),
        ]);
        File.WriteAllText(Path.Combine(folder, "log4j2-streaming.properties"), $"""
            rootLogger.level = info
            rootLogger.appenderRef.file.ref = file
            appender.file.type = File
            appender.file.name = file
            appender.file.fileName = {systemLog}
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d %p %c (%t): %m%n%ex

            """);
    }

    private IEnumerable<(string Name, string Value)> S3(string? endpoint)
    {
        yield return ("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        yield return ("fs.s3n.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
        yield return ("fs.AbstractFileSystem.s3.impl", "org.apache.hadoop.fs.s3a.S3A");
        if (!string.IsNullOrEmpty(endpoint))
        {
            yield return ("fs.s3a.endpoint", endpoint);
            yield return ("fs.s3a.path.style.access", "true");
            yield return ("fs.s3a.connection.ssl.enabled",
                endpoint.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? "true" : "false");
        }
        else if (configuration["AWS_REGION"] is { Length: > 0 } region)
        {
            yield return ("fs.s3a.endpoint.region", region);
        }
    }

    /// <summary>What the installed Spark sets itself, packages say; in such a file the last line wins.</summary>
    private string[] InstalledDefaults()
    {
        var path = Path.Combine(SparkHome ?? "/", "conf", "spark-defaults.conf");
        return SparkHome is not null && File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>A line of a properties file, in which a backslash, a line's end and a name's separators mean something.</summary>
    private static string Line(string name, string value) =>
        $"{Escape(name).Replace(" ", @"\ ", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal)
            .Replace("=", @"\=", StringComparison.Ordinal)} {Escape(value)}";

    private static string Escape(string text) => text.Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("\n", @"\n", StringComparison.Ordinal).Replace("\r", @"\r", StringComparison.Ordinal);

    private static void Save(string path, IEnumerable<(string Name, string Value)> settings) =>
        new XDocument(new XElement("configuration", settings.Select(setting => new XElement(
            "property", new XElement("name", setting.Name), new XElement("value", setting.Value))))).Save(path);
}
