using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Analytics.Retries;

namespace Analytics.Storage.S3;

/// <summary>
/// Brings an object to a file by one request, which also tells its etag and its checksum. An answer that breaks off or stalls is asked for
/// again from where it broke, with backoff, a bounded number of times; another object under the key by then ends in
/// <see cref="ObjectChangedException"/>.
/// </summary>
internal sealed class S3Download(IAmazonS3 client, string bucket, ObjectKey key, S3Options options, TimeProvider time) : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private string? _etag;
    private long _length;
    private long _arrived;
    private ObjectChecksum? _checksum;

    /// <summary>False where there is no such object.</summary>
    public async Task<bool> RunAsync(Stream file, CancellationToken cancellationToken)
    {
        var attempt = 1;
        while (true)
        {
            var before = _arrived;
            using var limit = new CancellationTokenSource(options.PartTimeout, time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await TakeAsync(file, limit, stop.Token);
                return _checksum?.Matches() is not false ? true : throw new ObjectDamagedException(key);
            }
            catch (AmazonS3Exception fault) when (_etag is null && S3ObjectStore.IsGone(fault) && fault.ErrorCode != "NoSuchBucket")
            {
                return false;
            }
            catch (AmazonS3Exception fault) when (_etag is not null && S3PartReader.IsAnother(fault))
            {
                throw new ObjectChangedException(key);
            }
            catch (AmazonClientException fault) when (IsWrongHash(fault))
            {
                throw new ObjectDamagedException(key);
            }
            catch (Exception fault) when (S3PartReader.Passes(fault, limit.Token, cancellationToken) && attempt < options.Attempts)
            {
                // What makes progress may go on; the limit is for a part that does not arrive.
                attempt = _arrived - before >= options.PartBytes ? 1 : attempt + 1;
                await Task.Delay(Backoff.After(attempt - 1), time, cancellationToken);
            }
            catch (OperationCanceledException stall) when (!cancellationToken.IsCancellationRequested)
            {
                throw S3PartReader.Stalled(key, options, stall);
            }
        }
    }

    public void Dispose() => _checksum?.Dispose();

    private async Task TakeAsync(Stream file, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        if (_etag is not null && _arrived == _length)
        {
            return;
        }

        var request = new GetObjectRequest { BucketName = bucket, Key = key.Value, ChecksumMode = ChecksumMode.ENABLED };
        if (_etag is not null)
        {
            request.EtagToMatch = _etag;
            request.ByteRange = new Amazon.S3.Model.ByteRange(_arrived, _length - 1);
        }

        using var response = await client.GetObjectAsync(request, cancellationToken);
        if (_etag is null)
        {
            (_etag, _length, _checksum) = (response.ETag, response.ContentLength, ObjectChecksum.Of(response));
        }

        var inPart = 0;
        while (_arrived < _length)
        {
            var read = await response.ResponseStream.ReadAsync(_buffer, cancellationToken);
            if (read == 0)
            {
                throw new IOException($"The answer for '{key}' ended {_length - _arrived:N0} bytes early.");
            }

            await file.WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            _checksum?.Append(_buffer.AsSpan(0, read));
            _arrived += read;
            inPart += read;
            if (inPart >= options.PartBytes)
            {
                inPart = 0;
                limit.CancelAfter(options.PartTimeout);
            }
        }
    }

    /// <summary>The client compares what S3 says of the whole object by itself, where it was not uploaded in parts.</summary>
    private static bool IsWrongHash(AmazonClientException fault) =>
        fault.Message.Contains("hash", StringComparison.OrdinalIgnoreCase);
}
