namespace Analytics.Fixtures.Aws.InProcess.S3;

internal sealed record S3Object(byte[] Bytes, string Etag, DateTimeOffset Modified)
{
    /// <summary>Header and value of the checksum that S3 keeps.</summary>
    public (string Name, string Value)? Checksum { get; init; }

    /// <summary>Metadata and type, as headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
