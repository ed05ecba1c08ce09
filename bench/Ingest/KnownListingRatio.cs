using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Analytics.Aws;
using Analytics.Bench.Harness;
using Analytics.Ingestor;
using Analytics.Ingestor.Discovery;
using Analytics.Storage;
using Analytics.Storage.S3;
using Npgsql;

namespace Analytics.Bench.Ingest;

/// <summary>P24: a listing of a bucket whose objects are all known, beside the bare requests that list it.</summary>
internal sealed class KnownListingRatio : IRatio
{
    private const int Objects = 200_000;
    private const string Prefix = "incoming/known/";

    private readonly string _bucket = $"bench-{Guid.NewGuid():N}";
    private AmazonS3Client? _client;
    private BenchDatabase? _database;
    private WebApplication? _ingestor;
    private int _heads;

    public IReadOnlyList<Figure> Figures { get; } =
    [
        new("P24", $"listing of {Objects:N0} known objects, for each 1,000 / the bare requests", "s", Goal.RatioAtMost(2)),
        new("P24-heads", "its HEAD requests", "requests", Goal.SubjectAtMost(0, "requests")),
    ];

    public int MaxRounds => 1;

    private AmazonS3Client Client => _client ?? throw new InvalidOperationException("Not prepared.");

    public async Task PrepareAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (string.IsNullOrEmpty(configuration["AWS_ENDPOINT_URL"]))
        {
            throw new InvalidOperationException("AWS_ENDPOINT_URL names no emulator of S3.");
        }

        _client = (AmazonS3Client)AwsClients.S3(configuration);
        await _client.PutBucketAsync(_bucket, cancellationToken);
        await Parallel.ForEachAsync(Enumerable.Range(0, Objects), cancellationToken, async (at, stop) => await Client.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket, Key = KeyOf(at), ContentBody = "id\n1\n" }, stop));
        _database = await BenchDatabase.StartAsync(setup, cancellationToken);
        await FillAsync(cancellationToken);
        _client.BeforeRequestEvent += (_, request) =>
        {
            if (request is WebServiceRequestEventArgs { Request: GetObjectMetadataRequest })
            {
                Interlocked.Increment(ref _heads);
            }
        };
        await StartAsync(setup, cancellationToken);
    }

    public async Task<double[]> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        var services = (_ingestor ?? throw new InvalidOperationException("Not prepared.")).Services;
        var before = _heads;
        var clock = Stopwatch.StartNew();
        var result = await services.GetRequiredService<StoreListing>().RunOnceAsync(cancellationToken);
        return result is { Names: Objects, Taken: 0, Missing: 0 }
            ? [clock.Elapsed.TotalSeconds / (Objects / 1000), _heads - before]
            : throw new InvalidOperationException($"{result.Names} names, {result.Taken} taken, {result.Missing} missing.");
    }

    public async Task<double[]> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = "incoming/" };
        ListObjectsV2Response page;
        do
        {
            page = await Client.ListObjectsV2Async(request, cancellationToken);
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return [clock.Elapsed.TotalSeconds / (Objects / 1000), 0];
    }

    public async ValueTask DisposeAsync()
    {
        if (_ingestor is not null)
        {
            await _ingestor.StopAsync();
            await _ingestor.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_client is not null)
        {
            foreach (var page in Enumerable.Range(0, Objects).Chunk(1000))
            {
                await _client.DeleteObjectsAsync(new DeleteObjectsRequest
                {
                    BucketName = _bucket,
                    Objects = [.. page.Select(at => new KeyVersion { Key = KeyOf(at) })],
                });
            }

            await _client.DeleteBucketAsync(_bucket);
            _client.Dispose();
        }
    }

    private static string KeyOf(int at) => $"{Prefix}{at:d6}.csv";

    private async Task StartAsync(BenchSetup setup, CancellationToken cancellationToken)
    {
        var catalogue = setup.NewFolder();
        var datasets = Directory.CreateDirectory(Path.Combine(catalogue, "datasets")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(datasets, "known.yaml"), "version: 1\nformat: csv\ncolumns:\n  - name: id\n    type: int64\n", cancellationToken);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = _database?.ConnectionString,
            ["Storage:RawBucket"] = _bucket,
            ["Storage:ProcessedPath"] = setup.NewFolder(),
            ["Catalogue:Path"] = catalogue,
            ["Ingest:ListingInterval"] = "1.00:00:00",
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IAmazonS3>(Client);
        builder.AddIngestor();
        _ingestor = builder.Build();
        await _ingestor.StartAsync(cancellationToken);
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        using var store = new S3ObjectStore(Client, _bucket, new S3Options(), TimeProvider.System);
        var first = await store.FindAsync(ObjectKey.Parse(KeyOf(0)), cancellationToken)
            ?? throw new InvalidOperationException("The first object is not found.");
        await using var source = _database?.Bare() ?? throw new InvalidOperationException("Not prepared.");
        await using var command = source.CreateCommand(
            """
            insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state)
            select 'known', 'incoming/known/' || lpad(n::text, 6, '0') || '.csv', $1, $2, $3, 'listing', 'committed'
            from generate_series(0, $4 - 1) as n
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = first.Etag });
        command.Parameters.Add(new NpgsqlParameter { Value = first.Size });
        command.Parameters.Add(new NpgsqlParameter { Value = first.ModifiedAt.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter { Value = Objects });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await using var analyze = source.CreateCommand("analyze platform.raw_object");
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }
}
