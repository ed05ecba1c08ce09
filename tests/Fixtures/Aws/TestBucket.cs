using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.Fixtures.Aws;

/// <summary>A bucket of one test's own, removed with all that is in it.</summary>
public sealed class TestBucket : IAsyncDisposable
{
    private readonly AmazonS3Client _client;

    private TestBucket(AmazonS3Client client, string name)
    {
        _client = client;
        Name = name;
    }

    public string Name { get; }

    public IAmazonS3 Client => _client;

    /// <param name="address">Where the bucket is made; <see cref="Emulator.Address"/> unless told otherwise.</param>
    public static async Task<TestBucket> MakeAsync(string? address = null)
    {
        var client = Emulator.S3(address);
        var name = $"test-{Guid.NewGuid():N}";
        await client.PutBucketAsync(name);
        return new TestBucket(client, name);
    }

    public async ValueTask DisposeAsync()
    {
        await foreach (var found in _client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Name }).S3Objects)
        {
            await _client.DeleteObjectAsync(Name, found.Key);
        }

        await _client.DeleteBucketAsync(Name);
        _client.Dispose();
    }
}
