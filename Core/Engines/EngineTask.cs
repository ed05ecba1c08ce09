using System.Text.Json.Serialization;

using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Sandbox;

namespace Analytics.Core.Engines;

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
}
