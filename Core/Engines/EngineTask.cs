using System.Text.Json.Serialization;

using Analytics.Catalogue.Jobs;
using Analytics.Engines.Sandbox;

namespace Analytics.Engines;

/// <summary>One attempt of a job: all that an engine needs to run it, and nothing of the platform's.</summary>
public sealed record EngineTask
{
    public required long RunId { get; init; }

    /// <summary>1 and up; a handle belongs to one attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>The job, for engines that run more than its SELECT.</summary>
    [JsonIgnore]
    public JobDefinition? Job { get; init; }

    /// <summary>The text as its author wrote it: one SELECT, where the job is SQL. Parameters are <c>$name</c>.</summary>
    public required string Sql { get; init; }

    public IReadOnlyList<EngineParameter> Parameters { get; init; } = [];

    public required IReadOnlyList<EngineInput> Inputs { get; init; }

    public required EngineOutput Output { get; init; }

    public SandboxLimits Limits { get; init; } = new();

    /// <summary>
    /// Absolute path of a folder of this attempt's own; made where it is missing. After a success it holds the output files and
    /// belongs to the caller, who removes it; after any other end the engine has removed it.
    /// </summary>
    public required string ScratchDirectory { get; init; }

    /// <summary>The task that runs a job.</summary>
    /// <param name="given">Values of parameters; the others take their defaults.</param>
    /// <param name="most">What the machine grants; the job's own limits lower it.</param>
    public static EngineTask Of(
        JobDefinition job, long runId, int attempt, IReadOnlyDictionary<string, string?> given, IReadOnlyList<EngineInput> inputs,
        SandboxLimits most, string scratch)
    {
        return new EngineTask
        {
            RunId = runId,
            Attempt = attempt,
            Job = job,
            Sql = job.Script,
            Parameters =
            [
                .. job.Parameters.Select(parameter => new EngineParameter(
                    parameter.Name, parameter.Type, given.GetValueOrDefault(parameter.Name, parameter.Default))),
            ],
            Inputs = inputs,
            Output = OutputOf(job),
            Limits = most with
            {
                MemoryBytes = Math.Min(most.MemoryBytes, (long)job.Limits.MemoryMegabytes << 20),
                CpuTime = Least(most.CpuTime, job.Limits.CpuTime),
                DiskBytes = Math.Min(most.DiskBytes, (long)job.Limits.DiskMegabytes << 20),
                WallTime = Least(most.WallTime, job.Timeout),
            },
            ScratchDirectory = scratch,
        };
    }

    /// <summary>What a job declares its result to be.</summary>
    public static EngineOutput OutputOf(JobDefinition job) => new(
        [.. job.Output.Columns.Select(column => new EngineColumn(column.Name, column.Type, column.Required))], job.Output.Key);

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
