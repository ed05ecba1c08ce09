using System.Globalization;
using System.Security.Cryptography;
using Amazon.S3.Model;

namespace Analytics.Storage.S3;

/// <summary>
/// The SHA-256 that S3 keeps of an object: of the whole, or, where it was uploaded in parts, of the parts' digests. Objects that
/// others wrote with another algorithm have none here.
/// </summary>
internal sealed class ObjectChecksum : IDisposable
{
    /// <summary>Metadata of objects that the platform wrote: how long their parts are, all but the last.</summary>
    public const string PartBytesName = "part-bytes";

    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _whole;
    private readonly string _expected;
    private readonly long _partBytes;
    private long _inPart;
    private int _parts;

    private ObjectChecksum(string expected, long partBytes)
    {
        _expected = expected;
        _partBytes = partBytes;
        _whole = partBytes < long.MaxValue ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <summary>Null where the object has no SHA-256, or one whose parts are not known.</summary>
    public static ObjectChecksum? Of(GetObjectMetadataResponse head) => Of(head.ChecksumSHA256, head.Metadata);

    /// <inheritdoc cref="Of(GetObjectMetadataResponse)"/>
    public static ObjectChecksum? Of(GetObjectResponse whole) => Of(whole.ChecksumSHA256, whole.Metadata);

    private static ObjectChecksum? Of(string? checksum, MetadataCollection metadata)
    {
        if (checksum is not { Length: > 0 } expected)
        {
            return null;
        }

        if (!expected.Contains('-', StringComparison.Ordinal))
        {
            return new ObjectChecksum(expected, long.MaxValue);
        }

        return long.TryParse(metadata[PartBytesName], NumberStyles.None, CultureInfo.InvariantCulture, out var partBytes)
            ? new ObjectChecksum(expected, partBytes)
            : null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var taken = (int)Math.Min(bytes.Length, _partBytes - _inPart);
            _part.AppendData(bytes[..taken]);
            _inPart += taken;
            bytes = bytes[taken..];
            if (_inPart == _partBytes)
            {
                EndPart();
            }
        }
    }

    /// <summary>Whether the bytes appended are those that were uploaded.</summary>
    public bool Matches()
    {
        if (_whole is null)
        {
            return Convert.ToBase64String(_part.GetHashAndReset()) == _expected;
        }

        if (_inPart > 0)
        {
            EndPart();
        }

        var digest = Convert.ToBase64String(_whole.GetHashAndReset());
        return string.Create(CultureInfo.InvariantCulture, $"{digest}-{_parts}") == _expected;
    }

    public void Dispose()
    {
        _part.Dispose();
        _whole?.Dispose();
    }

    private void EndPart()
    {
        _whole?.AppendData(_part.GetHashAndReset());
        _inPart = 0;
        _parts++;
    }
}
