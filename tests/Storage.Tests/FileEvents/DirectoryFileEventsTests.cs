using Analytics.Storage.FileEvents;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Storage.Tests.FileEvents;

public sealed class DirectoryFileEventsTests : IAsyncLifetime
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly string _root = Directory.CreateTempSubdirectory("events-").FullName;
    private IAsyncEnumerator<FileEvent> _events = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _events = new DirectoryFileEvents(_root, Settle, _time).ReadAsync(Stop).GetAsyncEnumerator(Stop);
        Assert.Equal(FileEvent.Lost, await Next());
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Read_FileRenamedIntoPlace_IsNamedAtOnce()
    {
        var store = new DirectoryObjectStore(_root);
        await store.PutAsync(ObjectKey.Parse("renamed.csv"), new MemoryStream([1]), PutCondition.Always, Stop);

        Assert.Equal("renamed.csv", await NextNamed("renamed.csv"));
    }

    [Fact]
    public async Task Read_FileWrittenInPlace_IsNamedOnlyWhenItRested()
    {
        var path = Path.Combine(_root, "growing.csv");
        var next = NextNamed("growing.csv");
        await File.WriteAllTextAsync(path, "one", Stop);
        Assert.False(next.IsCompleted);

        await Elapse(next);

        Assert.Equal("growing.csv", await next);
    }

    [Fact]
    public async Task Read_FolderMovedIn_NamesEachFileInside()
    {
        var outside = Directory.CreateDirectory(_root + "-outside");
        Directory.CreateDirectory(Path.Combine(outside.FullName, "deep"));
        await File.WriteAllTextAsync(Path.Combine(outside.FullName, "deep", "b.csv"), "x", Stop);
        Directory.Move(outside.FullName, Path.Combine(_root, "moved"));

        var next = NextNamed("moved/deep/b.csv");
        await Elapse(next);

        Assert.Equal("moved/deep/b.csv", await next);
    }

    [Fact]
    public async Task Read_FolderOfManyFilesMovedIn_LeavesThemToAListing()
    {
        var outside = Directory.CreateDirectory(_root + "-outside").FullName;
        for (var n = 1; n <= 2_000; n++)
        {
            await File.WriteAllTextAsync(Path.Combine(outside, $"{n}.csv"), "x", Stop);
        }

        Directory.Move(outside, Path.Combine(_root, "moved"));

        var next = Next();
        await Elapse(next, TimeSpan.FromMilliseconds(500));

        Assert.Equal(FileEvent.Lost, await next);
    }

    [Fact]
    public async Task Read_FileRemoved_IsNamed()
    {
        var path = Path.Combine(_root, "gone.csv");
        await File.WriteAllTextAsync(path, "x", Stop);
        var written = NextNamed("gone.csv");
        await Elapse(written);
        await written;
        File.Delete(path);

        Assert.Equal("gone.csv", await NextNamed("gone.csv"));
    }

    [Fact]
    public async Task Read_HiddenFile_IsNotNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, ".partial"), "x", Stop);
        File.Move(Path.Combine(_root, ".partial"), Path.Combine(_root, "whole.csv"));

        Assert.Equal("whole.csv", (await Next()).Key);
    }

    private async Task<FileEvent> Next()
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience, Stop));
        return _events.Current;
    }

    private async Task<string> NextNamed(string key)
    {
        while (true)
        {
            if ((await Next()).Key == key)
            {
                return key;
            }
        }
    }

    // The notice comes from the system in its own time, so the clock is moved on until the file has rested after it.
    private async Task Elapse(Task next, TimeSpan? tick = null)
    {
        using var ticks = new PeriodicTimer(tick ?? TimeSpan.FromMilliseconds(10));
        while (!next.IsCompleted && await ticks.WaitForNextTickAsync(Stop))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
