using Analytics.Fixtures;
using Analytics.Storage;

namespace Analytics.Emr.Tests;

public sealed class EmrLogRetentionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RemoveOld_Logs_GoByTheirOwnAge()
    {
        var store = new DirectoryObjectStore(_folder.Path);
        var retention = new EmrLogRetention(store);
        string[] others = ["emr/code/1/analytics_runner.py", "emr/logs.txt"];
        foreach (var key in others.Append("emr/logs/j-1/steps/s-1/stderr.gz"))
        {
            await store.PutAsync(ObjectKey.Parse(key), new MemoryStream([1]), PutCondition.Always, Token);
        }

        Assert.Equal(0, await retention.RemoveOldAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1), Token));
        Assert.Equal(1, await retention.RemoveOldAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1), Token));

        var left = await store.ListAsync("emr/", Token).Select(entry => entry.Key.Value).ToListAsync(Token);
        Assert.Equal(others, left.Order(StringComparer.Ordinal));
    }
}
