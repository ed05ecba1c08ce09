using System.Globalization;
using Analytics.JobFailures;

namespace Analytics.Emr.Events;

/// <summary>What is known to cost Spark's users hours: executors that die, keys that are skewed, memory that is too small.</summary>
internal static class SparkRules
{
    private const int LeastTasks = 4;
    private const double SkewFactor = 5;
    private const long SkewMilliseconds = 30_000;
    private const long MuchSpill = 1_000_000_000;
    private const double MuchGc = 0.2;
    private const long LongRunTime = 60_000;
    private const int ShownReasons = 3;

    private static readonly string[] OfMemory = ["memory limits", "OutOfMemory", "exit code 137", "code 137", "OOM", "code 52"];

    /// <summary>Those that may have ended the step come first.</summary>
    public static IReadOnlyList<SparkFinding> Find(SparkEvents events) =>
    [
        .. Lost(events),
        .. events.Stages.Where(stage => stage.FailedTasks > 0).OrderByDescending(stage => stage.FailedTasks).Take(1).Select(Retried),
        .. Worst(events, SkewOf, SkewMilliseconds).Select(Skewed),
        .. Worst(events, stage => stage.SpilledBytes, MuchSpill).Select(Spilled),
        .. Worst(events, GarbageOf, 1).Select(Collecting),
    ];

    private static IEnumerable<SparkFinding> Lost(SparkEvents events)
    {
        if (events.LostExecutors.Count == 0)
        {
            yield break;
        }

        var count = events.LostExecutors.Count;
        var isOfMemory = events.LostExecutors.Any(
            reason => Array.Exists(OfMemory, sign => reason.Contains(sign, StringComparison.Ordinal)));
        yield return new SparkFinding(
            isOfMemory ? EngineFailureCode.LimitMemory : EngineFailureCode.Crashed,
            string.Create(CultureInfo.InvariantCulture, $"{count} executor{(count == 1 ? " was" : "s were")} lost")
                + (isOfMemory ? ", at least one for want of memory." : "."),
            [.. events.LostExecutors.Take(ShownReasons)],
            isOfMemory
                ? "Ask for nodes with more memory (emr.coreTypes), or let each task hold less: more partitions, no collect, no toPandas."
                : "Where spot machines were reclaimed, lower emr.spotShare; else see the executors' own logs on EMR.");
    }

    private static SparkFinding Retried(SparkStage stage) => new(
        null,
        string.Create(
            CultureInfo.InvariantCulture, $"{stage.FailedTasks} task{(stage.FailedTasks == 1 ? "" : "s")} of {NameOf(stage)} failed."),
        [.. stage.Failures.Take(ShownReasons)],
        "The reasons are in the lines: one that returns each time is the script's or its data's, another one the cluster's.");

    private static SparkFinding Skewed(SparkStage stage) => new(
        null,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{NameOf(stage)} waited for one task: {Seconds(stage.Durations.Max())}, "
            + $"where half of its {stage.Durations.Count} took at most {Seconds(MedianOf(stage))}."),
        [],
        "One key has most of the rows. Join or group that key apart, add a random part to it, or filter nulls and defaults out first.");

    private static SparkFinding Spilled(SparkStage stage) => new(
        null,
        string.Create(CultureInfo.InvariantCulture, $"{NameOf(stage)} wrote {stage.SpilledBytes / 1e9:0.0} GB to disk for want of memory."),
        [],
        "Raise spark.sql.shuffle.partitions, select fewer columns before joins and sorts, or ask for nodes with more memory "
        + "(emr.coreTypes).");

    private static SparkFinding Collecting(SparkStage stage) => new(
        null,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{NameOf(stage)} collected garbage for {100.0 * stage.GcTime / stage.RunTime:0} % of its {Seconds(stage.RunTime)} of work."),
        [],
        "Cache less, or ask for nodes with more memory (emr.coreTypes).");

    private static IEnumerable<SparkStage> Worst(SparkEvents events, Func<SparkStage, long> measure, long least) =>
        events.Stages.Where(stage => measure(stage) >= least).OrderByDescending(measure).Take(1);

    /// <summary>By how many milliseconds its longest task was longer than usual; 0 where that is not out of all proportion.</summary>
    private static long SkewOf(SparkStage stage)
    {
        if (stage.Durations.Count < LeastTasks)
        {
            return 0;
        }

        var (median, longest) = (MedianOf(stage), stage.Durations.Max());
        return longest >= SkewFactor * median ? longest - median : 0;
    }

    private static long GarbageOf(SparkStage stage) =>
        stage.RunTime >= LongRunTime && stage.GcTime >= MuchGc * stage.RunTime ? stage.GcTime : 0;

    private static long MedianOf(SparkStage stage) => stage.Durations.Order().ElementAt((stage.Durations.Count - 1) / 2);

    private static string NameOf(SparkStage stage) => string.Create(
        CultureInfo.InvariantCulture, $"Stage {stage.Id}{(stage.Name.Length == 0 ? "" : $" ({stage.Name})")}");

    private static string Seconds(long milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1e3:0} s");
}
