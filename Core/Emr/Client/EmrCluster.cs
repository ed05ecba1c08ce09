namespace Analytics.Emr.Client;

/// <summary>A cluster as ListClusters and DescribeCluster show it; the former has no <see cref="LogUri"/>.</summary>
internal sealed record EmrCluster(string Id, string? Name, EmrStatus Status, string? LogUri)
{
    public static readonly IReadOnlyList<string> OpenStates = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"];

    public bool IsOpen => OpenStates.Contains(Status.State);
}
