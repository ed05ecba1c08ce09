using System.IO.Compression;

namespace Analytics.Fixtures.Telemetry;

/// <summary>A request as it came over the wire.</summary>
public sealed record SentRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as it was before it was packed.</summary>
    public byte[] Plain()
    {
        if (!Headers.TryGetValue("Content-Encoding", out var encoding) || encoding != "gzip")
        {
            return Body;
        }

        using var packed = new GZipStream(new MemoryStream(Body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}
