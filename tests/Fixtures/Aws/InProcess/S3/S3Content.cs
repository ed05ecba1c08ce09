using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Analytics.Fixtures.Aws.InProcess.S3;

/// <summary>The bytes that a client sends, out of the frames in which it signs them, and the checksum that it gave of them.</summary>
internal sealed record S3Content(byte[] Bytes, string? ChecksumName, string? Checksum)
{
    public const string Sha256Name = "x-amz-checksum-sha256";
    private const string ChecksumPrefix = "x-amz-checksum-";
    private static readonly string[] NoChecksums = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];

    /// <summary>What S3 calls the etag of bytes that came in one request.</summary>
    public string Etag => Md5.Text(Bytes);

    public static S3Content Read(AwsCall call)
    {
        var checksum = call.Headers
            .Where(header => header.Key.StartsWith(ChecksumPrefix, StringComparison.OrdinalIgnoreCase)
                && !NoChecksums.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => new KeyValuePair<string?, string?>(header.Key.ToLowerInvariant(), header.Value.ToString()))
            .FirstOrDefault();
        var bytes = call.Body;
        if (call.Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) == true)
        {
            (bytes, var trailer) = Unframed(call.Body);
            checksum = trailer ?? checksum;
        }

        if (checksum.Key == Sha256Name && checksum.Value != Convert.ToBase64String(SHA256.HashData(bytes)))
        {
            throw new AwsErrorException(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
        }

        return new S3Content(bytes, checksum.Key, checksum.Value);
    }

    /// <summary>aws-chunked: each chunk behind its length in hexadecimal digits, an empty one at the end, then trailing headers.</summary>
    private static (byte[] Bytes, KeyValuePair<string?, string?>? Trailer) Unframed(byte[] body)
    {
        using var bytes = new MemoryStream();
        var at = 0;
        while (true)
        {
            var length = int.Parse(Line(body, ref at).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                break;
            }

            bytes.Write(body, at, length);
            at += length + 2;
        }

        while (at < body.Length && Line(body, ref at) is { Length: > 0 } header)
        {
            if (header.StartsWith(ChecksumPrefix, StringComparison.Ordinal) && header.Split(':', 2) is [var name, var value])
            {
                return (bytes.ToArray(), new(name, value.Trim()));
            }
        }

        return (bytes.ToArray(), null);
    }

    private static string Line(byte[] body, ref int at)
    {
        var end = body.AsSpan(at).IndexOf("\r\n"u8);
        var line = Encoding.ASCII.GetString(body, at, end);
        at += end + 2;
        return line;
    }
}
