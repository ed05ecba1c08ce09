using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.LocalEmr.Clusters;

/// <summary>A cluster as it is kept.</summary>
internal sealed record Cluster
{
    public required string Id { get; init; }

    public required string Arn { get; init; }

    /// <summary>What was asked for, without the steps.</summary>
    public required RunJobFlowInput Request { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string State { get; init; } = ClusterStates.Starting;

    public string? ReasonCode { get; init; }

    public string? ReasonMessage { get; init; }

    public DateTimeOffset? Ready { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Since when it is WAITING.</summary>
    public DateTimeOffset? IdleSince { get; init; }

    public bool KeepAlive { get; init; }

    public bool TerminationProtected { get; init; }

    public int StepConcurrencyLevel { get; init; } = 1;

    public AutoTerminationPolicy? AutoTermination { get; init; }

    public JsonElement? ManagedScaling { get; init; }

    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>What it was asked for and does not get here.</summary>
    public string? Gaps { get; init; }

    /// <summary>Whether its bootstrap actions have still to run.</summary>
    public bool HasBootstrapLeft { get; init; }

    [JsonIgnore]
    public bool IsOver => ClusterStates.IsOver(State);

    [JsonIgnore]
    public bool IsOpen => ClusterStates.IsOpen(State);

    public Cluster In(string state, string? code, string? message) =>
        this with { State = state, ReasonCode = code, ReasonMessage = message };
}
