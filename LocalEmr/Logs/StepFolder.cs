namespace Analytics.LocalEmr.Logs;

/// <summary>A step's folder: its logs, how to find its processes again, and its scratch space.</summary>
internal sealed class StepFolder(string dataPath, string clusterId, string stepId)
{
    public static readonly IReadOnlyList<string> Logs = ["controller", "stdout", "stderr", "syslog"];

    public string Path { get; } = System.IO.Path.Combine(dataPath, "clusters", clusterId, stepId);

    /// <summary>The catalogue of tables that the cluster's steps share, one after the other.</summary>
    public string SharedMetastore { get; } = System.IO.Path.Combine(dataPath, "clusters", clusterId, "metastore");

    public string OwnMetastore => In("metastore");

    public string Work => In("work");

    public string Scratch => In("tmp");

    public string Settings => In("conf");

    public string Log(string name) => In(name);

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether its process was started, or is known never to be.</summary>
    public bool IsStarted => File.Exists(In("pid"));

    public void Make()
    {
        foreach (var folder in new[] { Path, Work, Scratch })
        {
            Directory.CreateDirectory(folder);
        }

        foreach (var log in Logs.Select(Log))
        {
            using var file = new FileStream(log, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        }
    }

    /// <summary>Removes all but the logs.</summary>
    public void RemoveScratch()
    {
        foreach (var folder in new[] { Work, Scratch, Settings, OwnMetastore })
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Not there, or a process that is going still writes into it; it is never worth failing for.
            }
        }
    }
}
