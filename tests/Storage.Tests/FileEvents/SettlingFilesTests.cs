using Analytics.Fixtures;
using Analytics.Storage.FileEvents;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Storage.Tests.FileEvents;

public sealed class SettlingFilesTests
{
    private const string Root = "/no/such/root";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_ChangedAgainMeanwhile_WaitsForTheLastChange()
    {
        var files = Setup();
        Change(files, "a");
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Change(files, "a");
        _time.Advance(TimeSpan.FromSeconds(1.5));

        Assert.False(files.TryTake(out _));
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(files.TryTake(out var key));
        Assert.Equal("a", key);
        Assert.False(files.TryTake(out _));
        Assert.Null(files.UntilNext());
    }

    [Fact]
    public void TryTake_RemovedMeanwhile_GivesNothing()
    {
        var files = Setup();
        Change(files, "a");
        Assert.Equal(["a"], files.Note(new(DirectoryNoticeKind.Removed, Root + "/a"), Root));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(files.TryTake(out _));
    }

    [Fact]
    public void Note_TooManyFilesAtOnce_AsksForAListingInsteadOfGrowing()
    {
        var files = Setup();
        for (var n = 0; n <= 100_000; n++)
        {
            Change(files, n.ToString());
        }

        Assert.True(files.TakeLost());
        Assert.False(files.TakeLost());
    }

    [Fact]
    public async Task Note_FolderOfLinksToItself_EndsAtOnceAndAsksForAListing()
    {
        using var store = new ScratchFolder();
        OddFiles.MakeLoops(store.File("incoming"));
        await File.WriteAllTextAsync(store.File("incoming/a.csv"), "x", TestContext.Current.CancellationToken);
        var files = Setup();

        var keys = await Task.Run(() => files.Note(new(DirectoryNoticeKind.Renamed, store.File("incoming")), store.Path).ToList())
            .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(["incoming/a.csv"], keys);
        Assert.True(files.TakeLost());
    }

    [Theory]
    [InlineData((int)DirectoryNoticeKind.Changed)]
    [InlineData((int)DirectoryNoticeKind.Renamed)]
    public void Note_LinkToAFolderOutside_NamesNothingBeyondIt(int kind)
    {
        using var store = new ScratchFolder();
        using var outside = new ScratchFolder();
        File.WriteAllText(outside.File("secret.csv"), "x");
        Directory.CreateSymbolicLink(store.File("out"), outside.Path);
        var files = Setup();

        var keys = files.Note(new((DirectoryNoticeKind)kind, store.File("out")), store.Path).ToList();

        Assert.DoesNotContain("out/secret.csv", keys);
        _time.Advance(TimeSpan.FromMinutes(1));
        while (files.TryTake(out var key))
        {
            Assert.Equal("out", key);
        }
    }

    [Fact]
    public void Note_FolderOfMoreFilesThanAreHeld_AsksForAListing()
    {
        using var store = new ScratchFolder();
        var folder = Directory.CreateDirectory(store.File("big")).FullName;
        for (var number = 0; number <= 100_000; number++)
        {
            File.Create(Path.Combine(folder, $"{number}")).Dispose();
        }

        var files = Setup();
        Assert.Empty(files.Note(new(DirectoryNoticeKind.Changed, folder), store.Path));
        Assert.True(files.TakeLost());
    }

    private static void Change(SettlingFiles files, string key) =>
        Assert.Empty(files.Note(new(DirectoryNoticeKind.Changed, $"{Root}/{key}"), Root));

    private SettlingFiles Setup() => new(TimeSpan.FromSeconds(2), _time);
}
