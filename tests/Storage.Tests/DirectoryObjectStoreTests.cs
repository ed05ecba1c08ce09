using System.Diagnostics;
using System.Text;
using Analytics.Fixtures.Storage;
using Analytics.Machine.Files;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Storage.Tests;

public sealed class DirectoryObjectStoreTests : ObjectStoreConformance
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    private string Root => Path.Combine(Scratch, "root");

    [Fact]
    public async Task Put_Always_LeavesNoTemporaryFile()
    {
        await Put("a/b", "x");
        await Put("a/b", "y", PutCondition.IfAbsent);

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Root, ".writes")));
    }

    [Fact]
    public async Task AbortStaleWrites_FolderOfWritesIsALink_RemovesNothingBeyondIt()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Scratch, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "precious"), "x", Stop);
        Directory.CreateSymbolicLink(Path.Combine(Root, ".writes"), outside);
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(1), static _ => false, Stop));
        Assert.True(File.Exists(Path.Combine(outside, "precious")));
    }

    [Fact]
    public async Task OpenRead_OverwrittenInPlace_Throws()
    {
        var entry = await Put("a", new string('1', 100_000));
        await using var stream = await Store.OpenReadAsync(entry!.Key, entry.Etag, null, Stop);
        await stream!.ReadExactlyAsync(new byte[1000], Stop);
        await using (var other = new FileStream(Path.Combine(Root, "a"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            await other.WriteAsync("9"u8.ToArray(), Stop);
        }

        await Assert.ThrowsAsync<ObjectChangedException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task OpenRead_TruncatedWhileRead_ThrowsInsteadOfEndingEarly()
    {
        var entry = await Put("a", new string('1', 100_000));
        await using var stream = await Store.OpenReadAsync(entry!.Key, entry.Etag, null, Stop);
        await stream!.ReadExactlyAsync(new byte[1000], Stop);
        await using (var other = new FileStream(Path.Combine(Root, "a"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            other.SetLength(5000);
        }

        await Assert.ThrowsAsync<ObjectChangedException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task Read_SymbolicLinkToFile_IsRefusedWithItsReason()
    {
        var secret = Path.Combine(Scratch, "secret");
        await File.WriteAllTextAsync(secret, "not yours", Stop);
        Directory.CreateDirectory(Path.Combine(Root, "incoming"));
        File.CreateSymbolicLink(Path.Combine(Root, "incoming", "link.csv"), secret);
        var status = FileStatus.Of(secret);

        Assert.Null(await Store.FindAsync(Key("incoming/link.csv"), Stop));
        Assert.Null(await Store.OpenReadAsync(Key("incoming/link.csv"), status!.Value.Etag, null, Stop));
        Assert.Null(await Store.FetchAsync(Key("incoming/link.csv"), Scratch, Stop));
        Assert.Empty(await List(""));
        var refused = Assert.Single(await Scan("incoming/"));
        Assert.Equal("incoming/link.csv", refused.Name);
        Assert.Contains("symbolic link", refused.Refusal);
    }

    [Fact]
    public async Task ReadAndWrite_BelowSymbolicLinkToFolder_TouchNothingOutside()
    {
        var outside = Directory.CreateDirectory(Path.Combine(Scratch, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "secret"), "not yours", Stop);
        Directory.CreateSymbolicLink(Path.Combine(Root, "linked"), outside);

        Assert.Null(await Store.FindAsync(Key("linked/secret"), Stop));
        Assert.Empty(await List("linked/"));
        await Assert.ThrowsAsync<UnsafePathException>(() => Put("linked/new", "x"));
        await Store.DeleteAsync(Key("linked/secret"), Stop);
        Assert.Equal(["secret"], Directory.EnumerateFiles(outside).Select(Path.GetFileName));
        Assert.Contains("symbolic link", Assert.Single(await Scan("")).Refusal);
    }

    [Fact]
    public async Task OpenRead_FolderSwappedForALinkDuringTheOpening_NeverReadsOutside()
    {
        var inside = Path.Combine(Root, "swap");
        var aside = Path.Combine(Scratch, "aside");
        var outside = Directory.CreateDirectory(Path.Combine(Scratch, "outside")).FullName;
        var entry = await Put("swap/file", "mine");
        await File.WriteAllTextAsync(Path.Combine(outside, "file"), "evil", Stop);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var swapper = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Directory.Move(inside, aside);
                Directory.CreateSymbolicLink(inside, outside);
                File.Delete(inside);
                Directory.Move(aside, inside);
            }
        }, Stop);

        var read = 0;
        for (var attempt = 0; attempt < 20_000 || (read == 0 && attempt < 1_000_000); attempt++)
        {
            var etag = attempt % 2 == 0 ? entry!.Etag : FileStatus.Of(Path.Combine(outside, "file"))!.Value.Etag;
            await using var stream = await Store.OpenReadAsync(Key("swap/file"), etag, null, Stop);
            if (stream is not null)
            {
                var content = new byte[4];
                await stream.ReadExactlyAsync(content, Stop);
                Assert.Equal("mine", Encoding.ASCII.GetString(content));
                read++;
            }
        }

        await done.CancelAsync();
        await swapper;
        Assert.True(read > 0, "No read ever succeeded, so the test showed nothing.");
    }

    [Fact]
    public async Task Scan_NamedPipe_IsRefusedWithoutBeingOpened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps named pipes elsewhere.");
        Directory.CreateDirectory(Root);
        using var mkfifo = Process.Start("mkfifo", [Path.Combine(Root, "pipe")]);
        await mkfifo.WaitForExitAsync(Stop);

        Assert.Contains("not a regular file", Assert.Single(await Scan("")).Refusal);
        Assert.Null(await Store.FindAsync(Key("pipe"), Stop));
    }

    [Fact]
    public async Task Scan_NamesThatAreNoKeys_AreListedWithTheirReason()
    {
        Directory.CreateDirectory(Root);
        await File.WriteAllTextAsync(Path.Combine(Root, "back\\slash"), "x", Stop);
        await File.WriteAllTextAsync(Path.Combine(Root, "line\nend"), "x", Stop);
        await File.WriteAllTextAsync(Path.Combine(Root, "good"), "x", Stop);

        var names = await Scan("");

        Assert.Equal(3, names.Count);
        Assert.Contains(names, name => name.Refusal is { } reason && reason.Contains("backslash", StringComparison.Ordinal));
        Assert.Contains(names, name => name.Refusal is { } reason && reason.Contains("U+000A", StringComparison.Ordinal));
        Assert.Contains(names, name => name.Entry is { Size: 1 });
    }

    [Fact]
    public async Task List_HiddenNames_AreNoObjects()
    {
        await Put("seen", "x");
        await File.WriteAllTextAsync(Path.Combine(Root, ".seen.csv.Xy12"), "half a copy", Stop);

        Assert.Equal(["seen"], await List(""));
        await Assert.ThrowsAsync<UnsafePathException>(() => Put(".hidden", "x"));
        await Assert.ThrowsAsync<UnsafePathException>(() => Put(".writes/x", "x"));
    }

    [Fact]
    public async Task Put_FolderUnderTheKey_IsRefused()
    {
        await Put("a/b", "x");

        await Assert.ThrowsAsync<UnsafePathException>(() => Put("a", "y"));
    }

    [Fact]
    public async Task Delete_LastOfAFolder_RemovesTheFolderToo()
    {
        await Put("d/e/f", "x");
        await Put("d/g", "x");
        await Store.DeleteAsync(Key("d/e/f"), Stop);

        Assert.False(Directory.Exists(Path.Combine(Root, "d", "e")));
        Assert.True(Directory.Exists(Path.Combine(Root, "d")));
    }

    [Fact]
    public async Task AbortStaleWrites_OlderThanTheAge_AreRemovedAndTheRestKept()
    {
        await Put("a", "x");
        await File.WriteAllTextAsync(Path.Combine(Root, ".writes", "left-behind"), "half", Stop);

        Assert.Equal(0, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(1), static _ => false, Stop));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await Store.AbortStaleWritesAsync(_time.GetUtcNow() - TimeSpan.FromHours(1), static _ => false, Stop));
        Assert.Equal(["a"], await List(""));
    }

    [Fact]
    public async Task Put_NoSpaceLeft_SaysSoLeavesNothingAndSucceedsOnceThereIsSpace()
    {
        await using var disk = await SmallDisk.MountAsync(Path.Combine(Scratch, "disk"), megabytes: 4);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs root on Linux.");
        var store = new DirectoryObjectStore(disk.Path);
        await store.PutAsync(Key("filler"), new MemoryStream(new byte[3_000_000]), PutCondition.Always, Stop);

        var fault = await Assert.ThrowsAsync<StorageFullException>(
            () => store.PutAsync(Key("big"), new MemoryStream(new byte[2_000_000]), PutCondition.Always, Stop));

        Assert.Contains("No space left", fault.Message);
        Assert.Null(await store.FindAsync(Key("big"), Stop));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Path, ".writes")));
        await store.DeleteAsync(Key("filler"), Stop);
        Assert.NotNull(await store.PutAsync(Key("big"), new MemoryStream(new byte[2_000_000]), PutCondition.Always, Stop));
    }

    protected override ValueTask<IObjectStore> OpenAsync() => ValueTask.FromResult<IObjectStore>(new DirectoryObjectStore(Root));

    private async Task<List<ScannedName>> Scan(string prefix)
    {
        var names = new List<ScannedName>();
        await foreach (var name in Store.ScanAsync(prefix, Stop))
        {
            names.Add(name);
        }

        return names;
    }
}
