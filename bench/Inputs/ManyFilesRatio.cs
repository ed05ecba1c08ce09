using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;
using Analytics.Aws;
using Analytics.Bench.Harness;
using Analytics.Storage;
using Analytics.Storage.S3;

namespace Analytics.Bench.Inputs;

/// <summary>P27: the copies of a run's many small input files in a bucket, against the bare client that asks for one after another.</summary>
internal sealed class ManyFilesRatio : IRatio
{
    private const int Files = 2_000;
    private const int FileBytes = 10_000;

    private readonly string _bucket = $"bench-{Guid.NewGuid():N}";
    private readonly List<ObjectKey> _keys =
        [.. Enumerable.Range(0, Files).Select(at => ObjectKey.Parse($"datasets/many/part-{at:d5}.parquet"))];

    private BenchSetup? _setup;
    private IAmazonS3? _client;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("P27", $"copies of {Files:N0} input files of 10 kB in a bucket / the bare client, one after another", "s", Goal.RatioAtMost(0.6)),
    ];

    private IAmazonS3 Client => _client ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (string.IsNullOrEmpty(configuration["AWS_ENDPOINT_URL"]))
        {
            throw new InvalidOperationException("AWS_ENDPOINT_URL names no emulator of S3.");
        }

        _setup = setup;
        _client = AwsClients.S3(configuration);
        await _client.PutBucketAsync(_bucket, cancellationToken);
        await Parallel.ForEachAsync(_keys, cancellationToken, async (key, stop) =>
        {
            using var content = new MemoryStream(new byte[FileBytes]);
            await _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key.Value, InputStream = content }, stop);
        });
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        using var store = new S3ObjectStore(Client, _bucket, new S3Options(), TimeProvider.System);
        var folder = NewFolder();
        var clock = Stopwatch.StartNew();
        var (paths, gone) = await store.FetchAllAsync(_keys, folder, cancellationToken);
        return gone is null && paths.Count == Files
            ? [clock.Elapsed.TotalSeconds]
            : throw new InvalidOperationException($"{gone} is gone.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        var clock = Stopwatch.StartNew();
        foreach (var key in _keys)
        {
            using var response = await Client.GetObjectAsync(_bucket, key.Value, cancellationToken);
            await using var file = File.Create(Path.Combine(folder, Path.GetFileName(key.Value)));
            await response.ResponseStream.CopyToAsync(file, cancellationToken);
        }

        return [clock.Elapsed.TotalSeconds];
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is null)
        {
            return;
        }

        await Parallel.ForEachAsync(_keys, async (key, stop) => await _client.DeleteObjectAsync(_bucket, key.Value, stop));
        await _client.DeleteBucketAsync(_bucket);
        _client.Dispose();
    }

    private string NewFolder() => _setup?.NewFolder() ?? throw new InvalidOperationException("Not prepared.");
}
