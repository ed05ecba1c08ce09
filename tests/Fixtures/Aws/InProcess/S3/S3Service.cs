using System.Text.Json;
using System.Xml.Linq;
using Analytics.Fixtures.Aws.InProcess.Sqs;

namespace Analytics.Fixtures.Aws.InProcess.S3;

/// <summary>Buckets in memory. One lock over all: a request sees and leaves one state, as S3's strong consistency has it.</summary>
internal sealed class S3Service(SqsService queues, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, S3Bucket> _buckets = [];

    public AwsAnswer Answer(AwsCall call)
    {
        lock (_lock)
        {
            return call.Operation switch
            {
                "CreateBucket" => Create(call),
                "DeleteBucket" => _buckets.Remove(call.Bucket) ? AwsAnswer.NoContent : throw NoSuchBucket(call),
                "HeadBucket" => Bucket(call) is not null ? AwsAnswer.Nothing : AwsAnswer.NoContent,
                "GetBucketLocation" => AwsAnswer.Xml(new XElement("LocationConstraint")),
                "PutBucketNotificationConfiguration" => Notify(call),
                "ListObjectsV2" => S3Listing.Objects(Bucket(call), call),
                "ListMultipartUploads" => S3Listing.Uploads(Bucket(call), call),
                "HeadObject" or "GetObject" => S3Reading.Get(Bucket(call), call),
                "PutObject" => Put(call),
                "CopyObject" => Copy(call),
                "DeleteObject" => Delete(call),
                "DeleteObjects" => DeleteAll(call),
                "CreateMultipartUpload" => S3Multipart.Create(Bucket(call), call, Second()),
                "UploadPart" => S3Multipart.Add(Bucket(call), call, S3Content.Read(call)),
                "UploadPartCopy" => S3Multipart.AddCopy(Bucket(call), call, Source(call)),
                "CompleteMultipartUpload" => Complete(call),
                "AbortMultipartUpload" => S3Multipart.Abort(Bucket(call), call),
                _ => throw new AwsErrorException(501, "NotImplemented", $"There is no {call.Operation} here."),
            };
        }
    }

    private static AwsErrorException NoSuchBucket(AwsCall call) =>
        new(404, "NoSuchBucket", $"The specified bucket {call.Bucket} does not exist.");

    private S3Bucket Bucket(AwsCall call) => _buckets.GetValueOrDefault(call.Bucket) ?? throw NoSuchBucket(call);

    /// <summary>S3 keeps times in whole seconds.</summary>
    private DateTimeOffset Second() => DateTimeOffset.FromUnixTimeSeconds(now().ToUnixTimeSeconds());

    private AwsAnswer Create(AwsCall call)
    {
        _buckets.TryAdd(call.Bucket, new S3Bucket());
        return AwsAnswer.Nothing;
    }

    private AwsAnswer Notify(AwsCall call)
    {
        var bucket = Bucket(call);
        bucket.Notified.Clear();
        foreach (var queue in XDocument.Parse(call.Text).Descendants().Where(element => element.Name.LocalName == "Queue"))
        {
            bucket.Notified.Add(queue.Value.Split(':')[^1]);
            queues.Send(bucket.Notified[^1], $$"""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"{{call.Bucket}}"}""");
        }

        return AwsAnswer.Nothing;
    }

    private AwsAnswer Put(AwsCall call)
    {
        var content = S3Content.Read(call);
        S3Conditions.CheckWrite(Bucket(call), call);
        return Store(call, new S3Object(content.Bytes, content.Etag, Second())
        {
            Checksum = content.ChecksumName is { } name ? (name, content.Checksum ?? "") : null,
            Headers = S3Reading.KeptHeaders(call),
        });
    }

    private AwsAnswer Copy(AwsCall call)
    {
        var source = Source(call);
        S3Conditions.CheckWrite(Bucket(call), call);
        Store(call, source with { Modified = Second() });
        return AwsAnswer.Xml(new XElement("CopyObjectResult", new XElement("ETag", $"\"{source.Etag}\"")));
    }

    private AwsAnswer Complete(AwsCall call)
    {
        var bucket = Bucket(call);
        var whole = S3Multipart.Join(bucket, call, Second());
        S3Conditions.CheckWrite(bucket, call);
        bucket.Uploads.Remove(call.Parameter("uploadId") ?? "");
        Store(call, whole);
        return AwsAnswer.Xml(new XElement(
            "CompleteMultipartUploadResult",
            new XElement("Bucket", call.Bucket), new XElement("Key", call.Key), new XElement("ETag", $"\"{whole.Etag}\"")));
    }

    private AwsAnswer Store(AwsCall call, S3Object made)
    {
        var bucket = Bucket(call);
        bucket.Objects[call.Key] = made;
        foreach (var queue in bucket.Notified)
        {
            queues.Send(queue, Notice(call, made));
        }

        return AwsAnswer.Nothing with { Headers = new() { ["ETag"] = $"\"{made.Etag}\"" } };
    }

    private static string Notice(AwsCall call, S3Object made) => JsonSerializer.Serialize(new
    {
        Records = new[]
        {
            new
            {
                eventSource = "aws:s3",
                eventName = "ObjectCreated:Put",
                s3 = new
                {
                    bucket = new { name = call.Bucket },
                    @object = new
                    {
                        key = Uri.EscapeDataString(call.Key).Replace("%20", "+").Replace("%2F", "/"),
                        size = made.Bytes.Length,
                        eTag = made.Etag,
                    },
                },
            },
        },
    });

    private AwsAnswer Delete(AwsCall call)
    {
        S3Conditions.CheckDelete(Bucket(call), call);
        Bucket(call).Objects.Remove(call.Key);
        return AwsAnswer.NoContent;
    }

    private AwsAnswer DeleteAll(AwsCall call)
    {
        var keys = XDocument.Parse(call.Text).Descendants()
            .Where(element => element.Name.LocalName == "Key").Select(key => key.Value).ToList();
        foreach (var key in keys)
        {
            Bucket(call).Objects.Remove(key);
        }

        return AwsAnswer.Xml(new XElement("DeleteResult", keys.Select(key => new XElement("Deleted", new XElement("Key", key)))));
    }

    private S3Object Source(AwsCall call)
    {
        var path = Uri.UnescapeDataString(call.Header("x-amz-copy-source") ?? "").TrimStart('/').Split('/', 2);
        var source = _buckets.GetValueOrDefault(path[0])?.Objects.GetValueOrDefault(path[1])
            ?? throw new AwsErrorException(404, "NoSuchKey", "The specified key does not exist.");
        S3Conditions.Check(source, call.Header("x-amz-copy-source-if-match"));
        return source;
    }
}
