using System.Text;

namespace Analytics.Storage.Tests;

/// <summary>What every store must do; each implementation inherits these tests.</summary>
public abstract class ObjectStoreConformance : IAsyncLifetime
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected IObjectStore Store { get; private set; } = null!;

    /// <summary>A folder of the test's own, for files that are put and fetched.</summary>
    protected string Scratch { get; } = Directory.CreateTempSubdirectory("store-").FullName;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Scratch, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void AddressOf_Key_EndsWithItBehindTheStoresOwnAddress()
    {
        var one = Store.AddressOf(Key("a/b c=d%20.parquet"));
        var other = Store.AddressOf(Key("e"));

        Assert.Matches("^(s3://[^/]+|file:///.+)/a/b c=d%20[.]parquet$", one);
        Assert.Equal(one[..^"a/b c=d%20.parquet".Length], other[..^1]);
    }

    [Fact]
    public async Task Put_NewKey_IsFoundAndReadBack()
    {
        var written = await Put("a/b.txt", "hello");

        Assert.Equal(5, written!.Size);
        Assert.Equal(written, await Store.FindAsync(Key("a/b.txt"), Stop));
        Assert.Equal("hello", await Read(written));
    }

    [Fact]
    public async Task Put_ExistingKey_ReplacesItUnderAnotherEtag()
    {
        var first = await Put("a", "one");
        var second = await Put("a", "two");

        Assert.NotEqual(first!.Etag, second!.Etag);
        Assert.Equal("two", await Read(second));
    }

    [Fact]
    public async Task PutIfAbsent_ExistingKey_ChangesNothing()
    {
        var first = await Put("a", "one");

        Assert.Null(await Put("a", "two", PutCondition.IfAbsent));
        Assert.Equal("one", await Read(first!));
    }

    [Fact]
    public async Task PutIfAbsent_ManyRacers_ExactlyOneWins()
    {
        for (var round = 0; round < 20; round++)
        {
            var key = $"race/{round}";
            var racers = Enumerable.Range(0, 8).Select(n => Task.Run(() => Put(key, $"racer {n}", PutCondition.IfAbsent), Stop));
            var winner = Assert.Single(await Task.WhenAll(racers), entry => entry is not null);

            Assert.Equal(winner!.Etag, (await Store.FindAsync(Key(key), Stop))!.Etag);
        }
    }

    [Fact]
    public async Task PutFile_ClosedFile_IsTheObject()
    {
        var path = Path.Combine(Scratch, "closed");
        await File.WriteAllTextAsync(path, "from a file", Stop);

        var entry = await Store.PutFileAsync(Key("x/closed"), path, PutCondition.IfAbsent, Stop);

        Assert.Equal("from a file", await Read(entry!));
    }

    [Fact]
    public async Task PutFile_FileOfAnotherTime_IsDatedByTheStoresClock()
    {
        var path = Path.Combine(Scratch, "closed");
        foreach (var offset in (TimeSpan[])[TimeSpan.FromDays(1), -TimeSpan.FromDays(1)])
        {
            await File.WriteAllTextAsync(path, "from a file", Stop);
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime + offset);

            var entry = await Store.PutFileAsync(Key("x/dated"), path, PutCondition.Always, Stop);

            Assert.Equal(TimeProvider.System.GetUtcNow(), entry!.ModifiedAt, TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task PutFile_TakenKeyIfAbsent_LeavesTheObject()
    {
        await Put("x", "first");
        var path = Path.Combine(Scratch, "closed");
        await File.WriteAllTextAsync(path, "second", Stop);

        Assert.Null(await Store.PutFileAsync(Key("x"), path, PutCondition.IfAbsent, Stop));
        Assert.Equal("first", await Read((await Store.FindAsync(Key("x"), Stop))!));
    }

    [Fact]
    public async Task Put_SourceFailsHalfWay_NothingIsShown()
    {
        await using var broken = new BrokenStream(bytes: 100_000);

        await Assert.ThrowsAsync<InvalidDataException>(() => Store.PutAsync(Key("half"), broken, PutCondition.Always, Stop));
        Assert.Null(await Store.FindAsync(Key("half"), Stop));
        Assert.Empty(await List(""));
    }

    [Fact]
    public async Task Find_UnknownKey_IsNull() => Assert.Null(await Store.FindAsync(Key("no/such"), Stop));

    [Fact]
    public async Task OpenRead_RangeOfBytes_GivesThemAlone()
    {
        var entry = await Put("a", "0123456789");

        Assert.Equal("345", await Read(entry!, new ByteRange(3, 3)));
        Assert.Equal("789", await Read(entry!, new ByteRange(7)));
        Assert.Equal("89", await Read(entry!, new ByteRange(8, 100)));
    }

    [Fact]
    public async Task OpenRead_ReadByAParser_WhichDoesNotAwait_GivesTheSame()
    {
        var text = new string('1', 100_000);
        var entry = await Put("a", text);
        await using var stream = await Store.OpenReadAsync(entry!.Key, entry.Etag, null, Stop);

        Assert.Equal(text, await Task.Run(() => new StreamReader(stream!).ReadToEnd(), Stop));
    }

    [Fact]
    public async Task OpenRead_AnotherEtag_IsNull()
    {
        var old = await Put("a", "one");
        await Put("a", "two");

        Assert.Null(await Store.OpenReadAsync(Key("a"), old!.Etag, null, Stop));
    }

    [Fact]
    public async Task OpenRead_OverwrittenWhileRead_Throws()
    {
        var entry = await Put("a", new string('1', 3_000_000));
        await using var stream = await Store.OpenReadAsync(entry!.Key, entry.Etag, null, Stop);
        await stream!.ReadExactlyAsync(new byte[1000], Stop);
        await Put("a", new string('2', 3_000_000));

        var fault = await Assert.ThrowsAsync<ObjectChangedException>(() => stream.CopyToAsync(Stream.Null, Stop));

        Assert.Equal(entry.Key, fault.Key);
    }

    [Fact]
    public async Task OpenRead_RemovedWhileRead_Throws()
    {
        var entry = await Put("a", new string('1', 3_000_000));
        await using var stream = await Store.OpenReadAsync(entry!.Key, entry.Etag, null, Stop);
        await stream!.ReadExactlyAsync(new byte[1000], Stop);
        await Store.DeleteAsync(entry.Key, Stop);

        await Assert.ThrowsAsync<ObjectChangedException>(() => stream.CopyToAsync(Stream.Null, Stop));
    }

    [Fact]
    public async Task List_AnyPrefix_GivesThoseKeysInByteOrder()
    {
        string[] keys = ["a-b", "a.csv", "a/x", "a/y/z", "a0", "b/\uE000", "b/\U0001F600", "b/é"];
        foreach (var key in keys.Reverse())
        {
            await Put(key, key);
        }

        Assert.Equal(["a-b", "a.csv", "a/x", "a/y/z", "a0", "b/é", "b/\uE000", "b/\U0001F600"], await List(""));
        Assert.Equal(["a/x", "a/y/z"], await List("a/"));
        Assert.Equal(["a/y/z"], await List("a/y"));
        Assert.Equal(["a-b", "a.csv", "a/x", "a/y/z", "a0"], await List("a"));
        Assert.Empty(await List("c/"));
    }

    [Fact]
    public async Task List_Entries_EqualWhatFindSays()
    {
        await Put("a", "one");
        await foreach (var entry in Store.ListAsync("", Stop))
        {
            Assert.Equal(await Store.FindAsync(entry.Key, Stop), entry);
        }
    }

    [Fact]
    public async Task Copy_KnownKey_MakesAnEqualObject()
    {
        await Put("a", "content");

        var copy = await Store.CopyAsync(Key("a"), Key("copies/b"), Stop);

        Assert.Equal("content", await Read(copy!));
        Assert.Null(await Store.CopyAsync(Key("none"), Key("copies/c"), Stop));
    }

    [Fact]
    public async Task Delete_Twice_RemovesOnceAndDoesNotFail()
    {
        await Put("d/e/f", "x");
        await Store.DeleteAsync(Key("d/e/f"), Stop);
        await Store.DeleteAsync(Key("d/e/f"), Stop);

        Assert.Null(await Store.FindAsync(Key("d/e/f"), Stop));
        Assert.Empty(await List("d"));
    }

    [Fact]
    public async Task DeleteByEtag_AnotherObjectUnderTheKey_LeavesIt()
    {
        var old = await Put("a", "one");
        var now = await Put("a", "two");

        Assert.False(await Store.DeleteAsync(Key("a"), old!.Etag, Stop));
        Assert.Equal("two", await Read(now!));
        Assert.True(await Store.DeleteAsync(Key("a"), now!.Etag, Stop));
        Assert.False(await Store.DeleteAsync(Key("a"), now.Etag, Stop));
        Assert.Empty(await List(""));
    }

    [Fact]
    public virtual async Task DeleteByEtag_OverwrittenAtTheSameTime_LosesNoWrite()
    {
        for (var round = 0; round < 50; round++)
        {
            var old = await Put("busy/object", "old");
            var put = Task.Run(() => Put("busy/object", "new"), Stop);
            await Task.WhenAll(put, Task.Run(() => Store.DeleteAsync(Key("busy/object"), old!.Etag, Stop), Stop));

            Assert.Equal("new", await Read((await Store.FindAsync(Key("busy/object"), Stop))!));
        }
    }

    [Fact]
    public async Task DeleteAndPut_InTheSameFolderAtOnce_LoseNoWrite()
    {
        for (var round = 0; round < 50; round++)
        {
            await Put("busy/folder/old", "x");
            var put = Task.Run(() => Put("busy/folder/new", "y"), Stop);
            await Task.WhenAll(put, Task.Run(() => Store.DeleteAsync(Key("busy/folder/old"), Stop), Stop));

            Assert.Equal("y", await Read((await Store.FindAsync(Key("busy/folder/new"), Stop))!));
            await Store.DeleteAsync(Key("busy/folder/new"), Stop);
        }
    }

    [Fact]
    public async Task Fetch_KnownKey_GivesAFileOfTheContent()
    {
        await Put("a", "content");

        var path = await Store.FetchAsync(Key("a"), Scratch, Stop);

        Assert.Equal("content", await File.ReadAllTextAsync(path!, Stop));
        Assert.Null(await Store.FetchAsync(Key("none"), Scratch, Stop));
    }

    [Fact]
    public async Task Put_LongestKey_IsFound()
    {
        var key = string.Join('/', Enumerable.Repeat(new string('k', 127), 8));
        Assert.Equal(1023, key.Length);
        await Put(key, "x");

        Assert.Equal([key], await List("k"));
    }

    protected static ObjectKey Key(string text) => ObjectKey.Parse(text);

    protected abstract ValueTask<IObjectStore> OpenAsync();

    protected async Task<ObjectEntry?> Put(string key, string text, PutCondition condition = PutCondition.Always)
    {
        await using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await Store.PutAsync(Key(key), content, condition, Stop);
    }

    protected async Task<string> Read(ObjectEntry entry, ByteRange? range = null)
    {
        await using var stream = await Store.OpenReadAsync(entry.Key, entry.Etag, range, Stop);
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }

    protected async Task<IReadOnlyList<string>> List(string prefix)
    {
        var keys = new List<string>();
        await foreach (var entry in Store.ListAsync(prefix, Stop))
        {
            keys.Add(entry.Key.Value);
        }

        return keys;
    }
}
