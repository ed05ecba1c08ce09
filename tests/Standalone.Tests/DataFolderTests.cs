using Analytics.Fixtures;

namespace Analytics.Standalone.Tests;

public class DataFolderTests
{
    [Fact]
    public void TryTake_Held_NamesTheHolderAndHowToStopIt()
    {
        using var scratch = new ScratchFolder();
        using var first = DataFolder.TryTake(scratch.Path, out _);

        using var second = DataFolder.TryTake(scratch.Path, out var fault);

        Assert.NotNull(first);
        Assert.Null(second);
        Assert.Contains($"process {Environment.ProcessId}. Stop it (kill {Environment.ProcessId})", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void TryTake_GivenBack_CanBeTakenAgain()
    {
        using var scratch = new ScratchFolder();
        DataFolder.TryTake(scratch.Path, out _)?.Dispose();

        using var again = DataFolder.TryTake(scratch.Path, out _);

        Assert.NotNull(again);
    }

    [Fact]
    public void TryTake_PathOfAFile_SaysThatItCannotBeUsed()
    {
        using var scratch = new ScratchFolder();
        File.WriteAllText(scratch.File("data"), "");

        using var folder = DataFolder.TryTake(scratch.File("data"), out var fault);

        Assert.Null(folder);
        Assert.Contains("cannot be used", fault, StringComparison.Ordinal);
    }
}
