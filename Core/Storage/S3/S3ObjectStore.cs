using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Analytics.Machine.Files;
using Analytics.Retries;

namespace Analytics.Storage.S3;

/// <summary>
/// Objects in a bucket. Writes are whole or not at all, with SHA-256 checksums, in parts where they are long; reads are pinned by
/// etag and verified against the object's checksum. Faults that pass are retried by the client with backoff and jitter.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private const long LargestCopy = 5L << 30;

    /// <summary>How often a conditional write is tried while others write the same key.</summary>
    private const int Conflicts = 6;

    private static readonly Backoff ConflictBackoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
    private readonly IAmazonS3 _client;
    private readonly TransferUtility _transfer;
    private readonly string _bucket;
    private readonly S3Options _options;
    private readonly TimeProvider _time;

    /// <param name="client">Belongs to the store's owner; a store does not dispose it.</param>
    /// <param name="bucket">The bucket, which must exist.</param>
    /// <param name="options">Sizes and time limits.</param>
    /// <param name="time">Tells the age of unfinished uploads, and measures stalls.</param>
    public S3ObjectStore(IAmazonS3 client, string bucket, S3Options options, TimeProvider time)
    {
        _client = client;
        _bucket = bucket;
        _options = options;
        _time = time;
        _transfer = new TransferUtility(client, new TransferUtilityConfig { MinSizeBeforePartUpload = options.PartBytes });
    }

    public bool MayShowUnfinished => false;

    public bool FetchCopies => true;

    public string AddressOf(ObjectKey key) => $"s3://{_bucket}/{key.Value}";

    public async Task<ObjectEntry?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        await HeadAsync(key, null, cancellationToken) is { } head ? EntryOf(key, head) : null;

    public async Task<Stream?> OpenReadAsync(ObjectKey key, string etag, ByteRange? range, CancellationToken cancellationToken)
    {
        if (await HeadAsync(key, etag, cancellationToken) is not { } head)
        {
            return null;
        }

        var start = Math.Clamp(range?.Offset ?? 0, 0, head.ContentLength);
        var length = Math.Clamp(range?.Length ?? long.MaxValue, 0, head.ContentLength - start);
        var checksum = length == head.ContentLength ? ObjectChecksum.Of(head) : null;
        var parts = new S3PartReader(_client, _bucket, key, etag, _options, _time);
        return new S3ReadStream(parts, start, length, checksum);
    }

    public Task<ObjectEntry?> PutAsync(ObjectKey key, Stream content, PutCondition condition, CancellationToken cancellationToken)
    {
        var partBytes = content.CanSeek
            ? PartSizes.For(content.Length - content.Position, _options.PartBytes)
            : _options.UnknownLengthPartBytes;
        var upload = new S3StreamUpload(_client, _bucket, checked((int)Math.Min(partBytes, Array.MaxLength)));
        var start = content.CanSeek ? content.Position : -1;
        return WriteAsync(
            key,
            condition,
            async write =>
            {
                if (content.CanSeek)
                {
                    content.Position = start;
                }

                await upload.RunAsync(key, content, write, cancellationToken);
            },
            content.CanSeek ? Conflicts : 1,
            cancellationToken);
    }

    public async Task<ObjectEntry?> PutFileAsync(ObjectKey key, string path, PutCondition condition, CancellationToken cancellationToken)
    {
        var request = new TransferUtilityUploadRequest
        {
            BucketName = _bucket,
            Key = key.Value,
            FilePath = path,
            PartSize = PartSizes.For(new FileInfo(path).Length, _options.PartBytes),
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        };
        request.Metadata[ObjectChecksum.PartBytesName] = PartSizes.Text(request.PartSize);
        var entry = await WriteAsync(
            key,
            condition,
            write =>
            {
                request.IfNoneMatch = write.IfNoneMatch;
                request.Metadata[S3Write.Name] = write.Id;
                return _transfer.UploadAsync(request, cancellationToken);
            },
            Conflicts,
            cancellationToken);
        if (entry is not null)
        {
            File.Delete(path);
        }

        return entry;
    }

    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in ScanAsync(prefix, cancellationToken))
        {
            if (name.Entry is { } entry)
            {
                yield return entry;
            }
        }
    }

    public async IAsyncEnumerable<ScannedName> ScanAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = _client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix });
        await foreach (var found in pages.S3Objects.WithCancellation(cancellationToken))
        {
            if (found.Key.EndsWith('/') && found.Size == 0)
            {
                // What the console makes for an empty folder.
                continue;
            }

            yield return ObjectKey.TryParse(found.Key, out var key, out var fault)
                ? new ScannedName(found.Key, EntryOf(key, found.ETag, found.Size, found.LastModified), null)
                : new ScannedName(found.Key, null, fault);
        }
    }

    public async Task<ObjectEntry?> CopyAsync(ObjectKey source, ObjectKey target, CancellationToken cancellationToken)
    {
        if (await HeadAsync(source, null, cancellationToken) is not { } head)
        {
            return null;
        }

        try
        {
            if (head.ContentLength <= LargestCopy)
            {
                await _client.CopyObjectAsync(
                    new CopyObjectRequest
                    {
                        SourceBucket = _bucket,
                        SourceKey = source.Value,
                        DestinationBucket = _bucket,
                        DestinationKey = target.Value,
                        ETagToMatch = head.ETag,
                    },
                    cancellationToken);
            }
            else
            {
                var copy = new S3PartCopy(_client, _bucket, PartSizes.For(head.ContentLength, _options.CopyPartBytes));
                return await WriteAsync(
                    target, PutCondition.Always, write => copy.RunAsync(source, head, target, write, cancellationToken), attempts: 1,
                    cancellationToken);
            }
        }
        catch (AmazonS3Exception fault) when (IsGone(fault) || fault.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return null;
        }

        return await FindAsync(target, cancellationToken);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) =>
        _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = key.Value }, cancellationToken);

    public async Task<bool> DeleteAsync(ObjectKey key, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await _client.DeleteObjectAsync(
                new DeleteObjectRequest { BucketName = _bucket, Key = key.Value, IfMatch = etag }, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception fault) when (IsGone(fault) || fault.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            return false;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode == HttpStatusCode.NotImplemented)
        {
            // Emulators may not know conditional deletes; S3 does. What is written between these two requests is lost there.
            if (await HeadAsync(key, etag, cancellationToken) is null)
            {
                return false;
            }

            await DeleteAsync(key, cancellationToken);
            return true;
        }
    }

    public async Task<int> AbortStaleWritesAsync(DateTimeOffset before, Func<string, bool> isOwn, CancellationToken cancellationToken)
    {
        var aborted = 0;
        var uploads = _client.Paginators.ListMultipartUploads(new ListMultipartUploadsRequest { BucketName = _bucket });
        await foreach (var upload in uploads.Uploads.WithCancellation(cancellationToken))
        {
            if (isOwn(upload.Key) && upload.Initiated?.ToUniversalTime() < before.UtcDateTime)
            {
                aborted += await AbortAsync(upload, cancellationToken) ? 1 : 0;
            }
        }

        return aborted;
    }

    public async Task<string?> FetchAsync(ObjectKey key, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, $"{Guid.NewGuid():N}{Path.GetExtension(key.Value)}");
        var isWhole = false;
        try
        {
            using var download = new S3Download(_client, _bucket, key, _options, _time);
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0, useAsync: true);
            isWhole = await download.RunAsync(file, cancellationToken);
            return isWhole ? path : null;
        }
        catch (IOException full) when (StorageFullException.IsCauseOf(full))
        {
            throw new StorageFullException($"a copy of the object '{key}'", full);
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
            }
        }
    }

    public async Task<PartialCopy?> FetchEndAsync(
        ObjectKey key, long length, int bytes, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, $"{Guid.NewGuid():N}{Path.GetExtension(key.Value)}");
        var reader = new S3PartReader(_client, _bucket, key, etag: null, _options, _time);
        try
        {
            var copy = PartialCopy.Create(path, length, reader.ReadAsync);
            await copy.FillAsync(Math.Max(0, length - bytes), Math.Min(bytes, length), cancellationToken);
            if (reader.Length == length)
            {
                return copy;
            }
        }
        catch (ObjectChangedException)
        {
            // None of that length.
        }
        catch (Exception)
        {
            File.Delete(path);
            throw;
        }

        File.Delete(path);
        return null;
    }

    public void Dispose() => _transfer.Dispose();

    private async Task<bool> AbortAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(_bucket, upload.Key, upload.UploadId, cancellationToken);
            return true;
        }
        catch (AmazonS3Exception fault) when (fault.ErrorCode == "NoSuchUpload")
        {
            // It was ended, or another service gave it up, since it was listed.
            return false;
        }
    }

    internal static bool IsGone(AmazonS3Exception fault) => fault.StatusCode == HttpStatusCode.NotFound;

    private static ObjectEntry EntryOf(ObjectKey key, GetObjectMetadataResponse head) =>
        EntryOf(key, head.ETag, head.ContentLength, head.LastModified);

    private static ObjectEntry EntryOf(ObjectKey key, string etag, long? size, DateTime? modified) =>
        new(key, etag.Trim('"'), size ?? 0, new DateTimeOffset((modified ?? DateTime.UnixEpoch).ToUniversalTime()));

    /// <summary>What the store says of the object in the state of <paramref name="etag"/>, or now; null where there is no such object.</summary>
    private async Task<GetObjectMetadataResponse?> HeadAsync(ObjectKey key, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var head = await _client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = _bucket, Key = key.Value, ChecksumMode = ChecksumMode.ENABLED },
                cancellationToken);
            return etag is null || head.ETag.Trim('"') == etag ? head : null;
        }
        catch (AmazonS3Exception fault) when (IsGone(fault) && fault.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <summary>
    /// Writes, and tells what others did to the key from what became of a request whose answer was lost: its repetition is refused
    /// because the object, or the end of the upload, is there already.
    /// </summary>
    private async Task<ObjectEntry?> WriteAsync(
        ObjectKey key, PutCondition condition, Func<S3Write, Task> send, int attempts, CancellationToken cancellationToken)
    {
        var write = S3Write.New(condition);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await send(write);
                return await FindAsync(key, cancellationToken) ?? throw new ObjectChangedException(key);
            }
            catch (AmazonS3Exception fault) when (IsAnsweredTooLate(fault, condition))
            {
                if (await HeadAsync(key, null, cancellationToken) is { } head && write.Made(head))
                {
                    return EntryOf(key, head);
                }

                if (fault.StatusCode == HttpStatusCode.PreconditionFailed)
                {
                    return null;
                }

                throw;
            }
            catch (AmazonS3Exception conflict) when (StorageErrors.IsConflict(conflict) && attempt < attempts)
            {
                // Another writer is at the same key at this moment, and nothing says which of the two will have been first.
                await Task.Delay(ConflictBackoff.After(attempt - 1), _time, cancellationToken);
            }
        }
    }

    private static bool IsAnsweredTooLate(AmazonS3Exception fault, PutCondition condition) =>
        fault.ErrorCode == "NoSuchUpload"
        || (condition == PutCondition.IfAbsent && fault.StatusCode == HttpStatusCode.PreconditionFailed);
}
