namespace Analytics.Fixtures.Aws.InProcess.S3;

/// <summary>A multipart upload that is under way.</summary>
internal sealed record S3Upload(string Id, string Key, DateTimeOffset Initiated, IReadOnlyDictionary<string, string> Headers)
{
    public SortedDictionary<int, S3Content> Parts { get; } = [];

    /// <summary>The algorithm asked for at its beginning; SHA256 is the one that is computed here.</summary>
    public bool HasSha256 { get; init; }
}
