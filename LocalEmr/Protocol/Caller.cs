namespace Analytics.LocalEmr.Protocol;

/// <summary>What a request's signature says of who sent it.</summary>
/// <param name="Region">The region that it was signed for, which becomes part of names.</param>
internal sealed record Caller(string Region)
{
    /// <summary>The account that emulators give.</summary>
    public const string Account = "000000000000";

    public string ClusterArn(string id) => $"arn:aws:elasticmapreduce:{Region}:{Account}:cluster/{id}";
}
