using Analytics.Fixtures;
using Analytics.Machine.Scratch;

namespace Analytics.Machine.Tests.Scratch;

/// <summary>A process may be killed at any moment: whatever it left of its folder and its lock, the next one removes.</summary>
public sealed class ProcessFolderTests : IDisposable
{
    private readonly ScratchFolder _root = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void RemoveDead_OfTheDeadAFolderOrALockIsLeft_RemovesIt(bool hasFolder, bool hasLock)
    {
        if (hasFolder)
        {
            Directory.CreateDirectory(Path.Combine(_root.Path, "worker-dead", "attempt"));
        }

        if (hasLock)
        {
            File.WriteAllText(_root.File("worker-dead.lock"), "");
        }

        using (var mine = new ProcessFolder(_root.Path, "worker"))
        {
            Assert.Equal(1, mine.RemoveDead());
            Assert.Equal(0, mine.RemoveDead());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Fact]
    public void RemoveDead_OthersLiveOrAreOfAnotherKind_LeavesThem()
    {
        using var living = new ProcessFolder(_root.Path, "worker");
        using var attempt = living.NewAttempt();
        File.WriteAllText(_root.File("other-dead.lock"), "");
        using var mine = new ProcessFolder(_root.Path, "worker");

        Assert.Equal(0, mine.RemoveDead());

        Assert.True(Directory.Exists(attempt.Path));
        Assert.True(File.Exists(_root.File("other-dead.lock")));
    }

    public void Dispose() => _root.Dispose();
}
