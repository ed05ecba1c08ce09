using System.Diagnostics;
using System.Diagnostics.Metrics;
using Analytics.Database;
using Analytics.Engines;
using Analytics.Processor.Triggers;
using Analytics.Runs;
using Analytics.Telemetry;

namespace Analytics.Processor.Running;

/// <summary>Spans and metrics of runs.</summary>
internal sealed class RunTelemetry([FromKeyedServices(DatabasePools.Work)] RunReads reads, ILogger<RunTelemetry> logger)
{
    public const string Name = "Analytics.Processor";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "analytics.run.duration", "s", "From a run's begin to its end, waits and attempts included, by job and outcome", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 1800, 3600, 10800, 43200] });

    private static readonly Counter<long> ResultRows = Meter.CreateCounter<long>(
        "analytics.run.result_rows", "{row}", "Rows that runs loaded into their result tables");

    private static readonly Counter<double> CpuTime = Meter.CreateCounter<double>(
        "analytics.run.cpu_time", "s", "CPU time of attempts that gave a result");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "analytics.run.cost", "{USD}", "What attempts cost, where their engine knows it");

    /// <summary>The span of a trigger that fired: below the current one or a given trace, else the first of a new trace.</summary>
    public static Activity? Trigger(string job, string kind, string? traceParent = null) =>
        Source.StartBelow($"trigger {job}", ActivityKind.Internal, Activity.Current is null ? traceParent : null)
            ?.SetTag(TelemetryNames.Job, job)
            .SetTag("analytics.trigger", kind);

    /// <summary>A part of a run: <c>fetch inputs</c>, <c>publish output</c>, <c>load result</c>.</summary>
    public static Activity? Step(string name) => Source.StartActivity(name);

    /// <summary>The span of a run under one claim.</summary>
    public static Activity? Start(LeasedRun run) => Source.StartActivity($"run {run.Definition.Job.Name}")
        ?.SetTag(TelemetryNames.Job, run.Definition.Job.Name)
        .SetTag(TelemetryNames.Run, run.Id);

    /// <summary>Links a run's span to the traces of data that it reads but was not started by.</summary>
    public async Task LinkAsync(Activity? activity, LeasedRun run, CancellationToken cancellationToken)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        try
        {
            foreach (var trace in await reads.InputTracesAsync(run.Inputs, cancellationToken))
            {
                if (ActivityContext.TryParse(trace, null, out var context) && context.TraceId != activity.TraceId)
                {
                    activity.AddLink(new ActivityLink(context));
                }
            }
        }
        catch (Exception exception) when (Transient.IsTransient(exception))
        {
            // A run does not wait for want of its links.
            logger.LinksUnknown(exception, run.Id);
        }
    }

    /// <summary>What an attempt used.</summary>
    public static void Used(string job, EngineUsage usage)
    {
        CpuTime.Add(usage.CpuSeconds, Tag(TelemetryNames.Job, job));
        if (usage.Cost?.Usd is { } cost)
        {
            Cost.Add((double)cost, Tag(TelemetryNames.Job, job));
        }
    }

    /// <summary>An attempt failed, and the run waits for its next one.</summary>
    public static void AttemptFailed(string code) => Current.Fail(code);

    /// <summary>A run has ended: in one of <see cref="RunStates"/>, with its cause's code or the rows that it loaded.</summary>
    public static void Ended(LeasedRun run, string state, string? code, long rows) =>
        Ended(Current, run.Definition.Job.Name, state, code, rows, run.Age);

    /// <summary>A run was ended because no worker could do it.</summary>
    public static void GivenUp(LostRun run) =>
        Ended(activity: null, run.Job, RunStates.Failed, LostRuns.Code, rows: 0, run.Age);

    private static Activity? Current => Activity.Current is { } current && current.Source == Source ? current : null;

    private static void Ended(Activity? activity, string job, string state, string? code, long rows, TimeSpan duration)
    {
        activity?.SetTag(TelemetryNames.Outcome, state);
        var tags = new TagList { { TelemetryNames.Job, job }, { TelemetryNames.Outcome, state } };
        if (code is not null)
        {
            activity.Fail(code);
            tags.Add(TelemetryNames.ErrorType, code);
        }

        Duration.Record(duration.TotalSeconds, tags);
        if (state == RunStates.Succeeded)
        {
            activity?.SetTag("analytics.rows", rows);
            ResultRows.Add(rows, Tag(TelemetryNames.Job, job));
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);
}
