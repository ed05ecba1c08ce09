namespace Analytics.Emr.Events;

/// <summary>What the tasks of a stage did, as Spark's event log tells it; of all its attempts together.</summary>
internal sealed class SparkStage(int id)
{
    private const int MostFailures = 100;

    public int Id { get; } = id;

    /// <summary>What its owner may know it by: the line of the script that called for it.</summary>
    public string Name { get; set; } = "";

    /// <summary>How long each task that succeeded took, in milliseconds, in the order of their ends.</summary>
    public List<long> Durations { get; } = [];

    /// <summary>Bytes that tasks wrote to disk because they did not fit into memory.</summary>
    public long SpilledBytes { get; set; }

    /// <summary>Milliseconds that executors ran its tasks, and those of them that their JVMs collected garbage.</summary>
    public long RunTime { get; set; }

    public long GcTime { get; set; }

    public int FailedTasks { get; private set; }

    /// <summary>Why tasks failed, the first line of each, each once.</summary>
    public HashSet<string> Failures { get; } = new(StringComparer.Ordinal);

    public void AddFailure(string reason)
    {
        FailedTasks++;
        if (Failures.Count < MostFailures)
        {
            Failures.Add(reason);
        }
    }
}
