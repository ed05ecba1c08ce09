using Analytics.Core.FileEvents;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Core.Tests.FileEvents;

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

    private static void Change(SettlingFiles files, string key) =>
        Assert.Empty(files.Note(new(DirectoryNoticeKind.Changed, $"{Root}/{key}"), Root));

    private SettlingFiles Setup() => new(TimeSpan.FromSeconds(2), _time);
}
