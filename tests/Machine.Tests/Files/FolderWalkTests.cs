using Analytics.Fixtures;
using Analytics.Machine.Files;

namespace Analytics.Machine.Tests.Files;

public sealed class FolderWalkTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Names_LinksToThemselves_AreNamedAndNotFollowed()
    {
        OddFiles.MakeLoops(_folder.File("loops"));
        File.WriteAllText(_folder.File("loops/data.csv"), "x");

        var names = Walk(WalkLimits.Store);

        Assert.Equal(["loops/data.csv", "loops/one", "loops/three", "loops/two"], names.Select(name => name.Name));
        Assert.Equal(["loops/data.csv"], names.Where(name => name.IsFile).Select(name => name.Name));
        Assert.All(names.Where(name => !name.IsFile), name => Assert.Contains("symbolic link", name.Refusal, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_LinkOutside_NamesNothingBeyondIt()
    {
        using var outside = new ScratchFolder();
        File.WriteAllText(outside.File("secret.csv"), "x");
        Directory.CreateSymbolicLink(_folder.File("out"), outside.Path);

        Assert.Equal("out", Assert.Single(Walk(WalkLimits.Store)).Name);
    }

    [Fact]
    public void Names_PipeDeviceAndDanglingLink_AreRefused()
    {
        OddFiles.MakePipe(_folder.File("pipe"));
        File.CreateSymbolicLink(_folder.File("zero"), "/dev/zero");
        File.CreateSymbolicLink(_folder.File("nothing"), "nowhere");

        Assert.Equal(
            ["nothing: It is a symbolic link, which is never followed.", "pipe: It is not a regular file.",
                "zero: It is a symbolic link, which is never followed."],
            Walk(WalkLimits.Store).Select(name => $"{name.Name}: {name.Refusal}"));
    }

    [Fact]
    public void Names_FoldersDeeperThanAllowed_AreRefusedAndTheRestIsRead()
    {
        Directory.CreateDirectory(_folder.File("a/b/c/d"));
        File.WriteAllText(_folder.File("a/b/c/d/deep.csv"), "x");
        File.WriteAllText(_folder.File("z.csv"), "x");

        var names = Walk(new WalkLimits { MaxDepth = 3 });

        Assert.Equal(["a/b/c/", "z.csv"], names.Select(name => name.Name));
        Assert.Contains("deeper than 3 levels", names[0].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_MoreThanAllowed_EndsWithTheReason()
    {
        Fill("many", 20);

        var names = Walk(new WalkLimits { MaxNames = 10 });

        Assert.Equal(9, names.Count(name => name.IsFile));
        Assert.Contains("more than 10 names", names[^1].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_FolderOfTooMany_IsRefusedAndItsNeighbourRead()
    {
        Fill("many", 20);
        Fill("some", 2);

        var names = Walk(new WalkLimits { MaxNamesInFolder = 10 });

        Assert.Equal(["many/", "some/0.csv", "some/1.csv"], names.Select(name => name.Name));
    }

    [Fact]
    public void Names_HugeFile_IsRefusedBySize()
    {
        OddFiles.MakeSparse(_folder.File("huge.yaml"), 1L << 40);

        var huge = Assert.Single(Walk(new WalkLimits { MaxFileBytes = 4_000_000 }));

        Assert.Contains("more than 4,000,000 bytes", huge.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_FolderThatIsNotThere_GivesNothing() =>
        Assert.Empty(new FolderWalk(_folder.File("none"), WalkLimits.Store).Names());

    public void Dispose() => _folder.Dispose();

    private void Fill(string folder, int files)
    {
        Directory.CreateDirectory(_folder.File(folder));
        for (var number = 0; number < files; number++)
        {
            File.WriteAllText(_folder.File($"{folder}/{number}.csv"), "");
        }
    }

    private List<WalkedName> Walk(WalkLimits limits) => [.. new FolderWalk(_folder.Path, limits).Names()];
}
