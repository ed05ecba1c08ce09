using System.Net;
using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using Analytics.Retries;

namespace Analytics.Storage.S3;

/// <summary>
/// Reads ranges of one state of an object: that of an etag or, where none is given, that which the first answer shows. A range that breaks
/// off or stalls is asked for again from where it broke, with backoff and jitter, a bounded number of times; one of another state ends in
/// <see cref="ObjectChangedException"/>.
/// </summary>
internal sealed class S3PartReader(
    IAmazonS3 client, string bucket, ObjectKey key, string? etag, S3Options options, TimeProvider time)
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private string? _etag = etag;

    public ObjectKey Key => key;

    public int PartBytes => options.PartBytes;

    /// <summary>The object's, once a range of it was read; null before.</summary>
    public long? Length { get; private set; }

    /// <summary>Fills <paramref name="buffer"/> with the object's bytes from <paramref name="offset"/>.</summary>
    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        for (var attempt = 1; filled < buffer.Length; attempt++)
        {
            using var limit = new CancellationTokenSource(options.PartTimeout, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                using var response = await client.GetObjectAsync(
                    new GetObjectRequest
                    {
                        BucketName = bucket,
                        Key = key.Value,
                        EtagToMatch = _etag,
                        ByteRange = new Amazon.S3.Model.ByteRange(offset + filled, offset + buffer.Length - 1),
                    },
                    stop.Token);
                _etag ??= response.ETag.Trim('"');
                Length ??= ContentRangeHeaderValue.TryParse(response.ContentRange, out var range) ? range.Length : null;
                while (filled < buffer.Length
                    && await response.ResponseStream.ReadAsync(buffer[filled..], stop.Token) is > 0 and var read)
                {
                    filled += read;
                }

                if (filled == buffer.Length)
                {
                    return;
                }

                throw new IOException($"The answer for '{key}' ended {buffer.Length - filled:N0} bytes early.");
            }
            catch (AmazonS3Exception fault) when (IsAnother(fault))
            {
                throw new ObjectChangedException(key);
            }
            catch (Exception fault) when (Passes(fault, limit.Token, cancellationToken) && attempt < options.Attempts)
            {
                await Task.Delay(Backoff.After(attempt - 1), time, cancellationToken);
            }
            catch (OperationCanceledException stall) when (!cancellationToken.IsCancellationRequested)
            {
                // Not for a cancellation: nobody wished to stop, and whoever reads must hear that the store failed.
                throw Stalled(key, options, stall);
            }
        }
    }

    /// <summary>Whether the object is still the one that is being read.</summary>
    public async Task<bool> IsUnchangedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await client.GetObjectMetadataAsync(bucket, key.Value, cancellationToken);
            return head.ETag.Trim('"') == _etag;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    internal static IOException Stalled(ObjectKey key, S3Options options, Exception stall) => new(
        $"No part of '{key}' arrived within {options.PartTimeout.TotalSeconds:0.#} s, {options.Attempts} times. "
        + "Check the network to the store, or raise Storage:S3:PartTimeout.",
        stall);

    internal static bool IsAnother(AmazonS3Exception fault) => fault.StatusCode is HttpStatusCode.NotFound
        or HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable;

    internal static bool Passes(Exception fault, CancellationToken limit, CancellationToken stop) => fault switch
    {
        OperationCanceledException => limit.IsCancellationRequested && !stop.IsCancellationRequested,
        IOException => true,
        _ => StorageErrors.IsTransient(fault),
    };
}
