using System.IO.Compression;
using System.Text;

using Analytics.Engines;
using Analytics.Fixtures;
using Analytics.Storage;

namespace Analytics.Emr.Tests;

public sealed class EmrStepLogTests : IDisposable
{
    private static readonly EmrHandle Step = new("j-1", "s-1");

    private readonly ScratchFolder _folder = new();
    private readonly Lines _shown = new();
    private readonly EmrStepLog _log;

    public EmrStepLogTests() => _log = new EmrStepLog(new EmrLogs(new DirectoryObjectStore(_folder.Path)), Step, _shown);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Follow_ALogGrows_ReportsEveryWholeLineOnce()
    {
        await WriteAsync("stdout", "one\ntwo\nhal");
        await FollowAsync();
        await FollowAsync();
        Assert.Equal(["one", "two"], _shown.Texts);

        await WriteAsync("stdout", "one\ntwo\nhalf\nfour\n");
        await FollowAsync();
        Assert.Equal(["one", "two", "half"], _shown.Texts);

        Assert.Equal(["one", "two", "half", "four"], await EndAsync());
        Assert.Equal(["one", "two", "half", "four"], _shown.Texts);
    }

    [Fact]
    public async Task Follow_LongerThanWhatIsKept_ReportsTheNewestOfEachLook()
    {
        await WriteAsync("stderr", Numbers(1, 3_000));
        await FollowAsync();
        Assert.Equal(("2500", "2999"), (_shown.Texts[0], _shown.Texts[^1]));

        await WriteAsync("stderr", Numbers(1, 3_002));
        await EndAsync();
        Assert.Equal(["3000", "3001", "3002"], _shown.Texts.TakeLast(3));
        Assert.Equal(503, _shown.Texts.Count);
    }

    [Fact]
    public async Task Follow_LinesThatOnlyInform_AreLeftOut()
    {
        await WriteAsync("syslog", "24/01/01 00:00:00 INFO SparkContext: Running\n24/01/01 00:00:00 WARN Utils: slow\n");

        await EndAsync();

        Assert.Equal(["24/01/01 00:00:00 WARN Utils: slow"], _shown.Texts);
    }

    [Fact]
    public async Task End_ALineThatNeverEnds_IsCutAndNeverInMemory()
    {
        const int Blocks = 100;
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf("stdout")) ?? "");
        await using (var packed = new GZipStream(File.Create(PathOf("stdout")), CompressionLevel.Fastest))
        {
            var block = Encoding.UTF8.GetBytes(new string('x', 1 << 20));
            for (var at = 0; at < Blocks; at++)
            {
                await packed.WriteAsync(block, TestContext.Current.CancellationToken);
            }

            await packed.WriteAsync("\nlast\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var lines = await EndAsync();

        Assert.Equal([new string('x', 4_000), "last"], lines);
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < Blocks << 20);
    }

    [Fact]
    public async Task Follow_TheLogIsHalfWritten_WaitsForTheNextLook()
    {
        await WriteAsync("stdout", "one\ntwo\n");
        var whole = await File.ReadAllBytesAsync(PathOf("stdout"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(PathOf("stdout"), whole[..5], TestContext.Current.CancellationToken);
        await FollowAsync();
        Assert.Empty(_shown.Texts);

        await File.WriteAllBytesAsync(PathOf("stdout"), whole, TestContext.Current.CancellationToken);
        Assert.Equal(["one", "two"], await EndAsync());
    }

    [Fact]
    public async Task End_NothingIsWritten_IsEmpty() => Assert.Empty(await EndAsync());

    private Task FollowAsync() => _log.FollowAsync(TestContext.Current.CancellationToken);

    private async Task<IReadOnlyList<string>> EndAsync()
    {
        var logs = await _log.EndAsync(TestContext.Current.CancellationToken);
        return [.. logs.All.SelectMany(log => log.Lines)];
    }

    private static string Numbers(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(number => $"{number}\n"));

    private string PathOf(string name) => _folder.File($"emr/logs/{Step.ClusterId}/steps/{Step.StepId}/{name}.gz");

    private async Task WriteAsync(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name)) ?? "");
        await using var packed = new GZipStream(File.Create(PathOf(name)), CompressionLevel.Fastest);
        await packed.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
    }

    private sealed class Lines : IProgress<EngineLogLine>
    {
        public List<string> Texts { get; } = [];

        public void Report(EngineLogLine value) => Texts.Add(value.Text);
    }
}
