using System.Text.Json;

namespace Analytics.Emr.Events;

/// <summary>
/// Reads Spark's event log: a JSON object in each line, https://spark.apache.org/docs/3.5.6/monitoring.html. Of a log that ends in the
/// middle, as that of a killed driver does, what is there counts.
/// </summary>
internal static class SparkEventReader
{
    private const int MostStages = 10_000;
    private const int MostTasks = 1_000_000;
    private const int MostExecutors = 100;

    /// <summary>Plans of SQL may have lines of megabytes; those of tasks and stages do not.</summary>
    private const int LongestLine = 4_000_000;

    /// <summary>How Spark says that an executor went because nothing was left for it to do.</summary>
    private static readonly string[] Orderly = ["killed by driver", "idle", "exited with code 0", "Executor decommission finished"];

    /// <summary>Where a task's end says why, by the kind of its end.</summary>
    private static readonly string[] ReasonTexts = ["Loss Reason", "Description", "Message"];

    public static async Task<SparkEvents> ReadAsync(TextReader reader, CancellationToken cancellationToken)
    {
        var stages = new Dictionary<int, SparkStage>();
        var lost = new List<string>();
        var tasks = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var isOfTask = Is(line, "SparkListenerTaskEnd");
            if (line.Length > LongestLine || tasks >= MostTasks
                || !(isOfTask || Is(line, "SparkListenerStageCompleted") || Is(line, "SparkListenerExecutorRemoved")))
            {
                continue;
            }

            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                if (isOfTask)
                {
                    tasks++;
                    AddTask(stages, root);
                }
                else if (root.TryGetProperty("Stage Info", out var info))
                {
                    if (stages.TryGetValue(info.GetProperty("Stage ID").GetInt32(), out var stage))
                    {
                        stage.Name = Text(info, "Stage Name");
                    }
                }
                else if (lost.Count < MostExecutors)
                {
                    AddExecutor(lost, root);
                }
            }
            catch (Exception exception) when (
                exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                // Half a line, or one of another version of Spark: the rest still tells something.
            }
        }

        return new SparkEvents([.. stages.Values.OrderBy(stage => stage.Id)], lost);
    }

    private static bool Is(string line, string name) =>
        line.StartsWith("{\"Event\":\"", StringComparison.Ordinal) && line.AsSpan(10).StartsWith(name) && line.Length > 10 + name.Length
        && line[10 + name.Length] == '"';

    private static void AddTask(Dictionary<int, SparkStage> stages, JsonElement root)
    {
        var id = root.GetProperty("Stage ID").GetInt32();
        if (!stages.TryGetValue(id, out var stage))
        {
            if (stages.Count >= MostStages)
            {
                return;
            }

            stages[id] = stage = new SparkStage(id);
        }

        var info = root.GetProperty("Task Info");
        if (info.GetProperty("Failed").GetBoolean())
        {
            stage.AddFailure(ReasonOf(root.GetProperty("Task End Reason")));
        }
        else if (!info.GetProperty("Killed").GetBoolean())
        {
            stage.Durations.Add(Number(info, "Finish Time") - Number(info, "Launch Time"));
        }

        if (root.TryGetProperty("Task Metrics", out var metrics) && metrics.ValueKind == JsonValueKind.Object)
        {
            stage.SpilledBytes += Number(metrics, "Disk Bytes Spilled");
            stage.RunTime += Number(metrics, "Executor Run Time");
            stage.GcTime += Number(metrics, "JVM GC Time");
        }
    }

    private static string ReasonOf(JsonElement end)
    {
        var reason = Text(end, "Reason");
        var said = ReasonTexts.Select(name => Text(end, name)).FirstOrDefault(text => text.Length > 0);
        var kind = Text(end, "Class Name") is { Length: > 0 } name ? name : reason;
        return string.IsNullOrEmpty(said) ? kind : $"{kind}: {said.Split('\n')[0].Trim()}";
    }

    private static void AddExecutor(List<string> lost, JsonElement root)
    {
        var reason = Text(root, "Removed Reason").Split('\n')[0].Trim();
        if (!Array.Exists(Orderly, way => reason.Contains(way, StringComparison.OrdinalIgnoreCase)))
        {
            lost.Add($"Executor {Text(root, "Executor ID")}: {reason}");
        }
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static long Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
}
