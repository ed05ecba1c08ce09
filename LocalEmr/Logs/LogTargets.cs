using Amazon.S3;
using Amazon.S3.Model;

namespace Analytics.LocalEmr.Logs;

/// <summary>Puts a file under a LogUri.</summary>
/// <param name="s3">Asked only where a LogUri is on S3.</param>
internal sealed class LogTargets(Func<IAmazonS3> s3)
{
    public async Task PutAsync(string address, string file, CancellationToken cancellationToken)
    {
        var uri = new Uri(address);
        if (uri.IsFile)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(uri.LocalPath) ?? "/");
            var fresh = uri.LocalPath + ".new";
            File.Copy(file, fresh, overwrite: true);
            File.Move(fresh, uri.LocalPath, overwrite: true);
            return;
        }

        await s3().PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = uri.Host,
                Key = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
                FilePath = file,
                ContentType = "application/gzip",
            },
            cancellationToken);
    }

    /// <summary>Fetches an object of S3 into a file.</summary>
    public async Task FetchAsync(string address, string file, CancellationToken cancellationToken)
    {
        var uri = new Uri(address);
        using var answer = await s3().GetObjectAsync(uri.Host, Uri.UnescapeDataString(uri.AbsolutePath[1..]), cancellationToken);
        await answer.WriteResponseStreamToFileAsync(file, append: false, cancellationToken);
    }

    /// <summary>Throws what writing there would throw, as far as can be known without writing.</summary>
    public async Task CheckAsync(string logUri, CancellationToken cancellationToken)
    {
        var uri = new Uri(logUri);
        if (uri.IsFile)
        {
            Directory.CreateDirectory(uri.LocalPath);
            var probe = Path.Combine(uri.LocalPath, $".probe-{Guid.NewGuid():N}");
            await File.WriteAllBytesAsync(probe, [], cancellationToken);
            File.Delete(probe);
            return;
        }

        await s3().ListObjectsV2Async(new ListObjectsV2Request { BucketName = uri.Host, MaxKeys = 1 }, cancellationToken);
    }
}
