namespace Analytics.Storage.Tests;

public sealed class SyncedFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("synced-").FullName;
    private readonly List<string> _synced = [];

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Sync_FolderThatIsKnown_SyncsItAlone()
    {
        var folders = new SyncedFolders(_root, _synced.Add);
        Assert.Equal(["a/b", "a", "."], Sync(folders, "a/b"));

        Assert.Equal(["a/b"], Sync(folders, "a/b"));
    }

    [Fact]
    public void Sync_NewFolderBelowAKnownOne_SyncsUpToThatOne()
    {
        var folders = new SyncedFolders(_root, _synced.Add);
        Sync(folders, "a/b");

        Assert.Equal(["a/c", "a"], Sync(folders, "a/c"));
        Assert.Equal(["a/b/d/e", "a/b/d", "a/b"], Sync(folders, "a/b/d/e"));
    }

    [Fact]
    public void Sync_FolderThatWasRemovedAndMadeAgain_IsNotTheKnownOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells when a folder was made.");
        var folders = new SyncedFolders(_root, _synced.Add);
        Sync(folders, "a/b");
        Directory.Delete(Path.Combine(_root, "a"), recursive: true);

        Assert.Equal(["a/b", "a", "."], Sync(folders, "a/b"));
    }

    [Fact]
    public void Sync_Fails_SyncsAllOfThemTheNextTime()
    {
        var fails = true;
        var folders = new SyncedFolders(_root, path =>
        {
            _synced.Add(path);
            if (fails && path == _root)
            {
                throw new IOException("The disk fails.");
            }
        });
        Assert.Throws<IOException>(() => Sync(folders, "a/b"));
        fails = false;

        Assert.Equal(["a/b", "a", "."], Sync(folders, "a/b"));
    }

    private List<string> Sync(SyncedFolders folders, string folder)
    {
        _synced.Clear();
        folders.Sync(Directory.CreateDirectory(Path.Combine(_root, folder)).FullName);
        return _synced.ConvertAll(path => Path.GetRelativePath(_root, path));
    }
}
