using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Ingestor.Tests.Discovery;

public sealed class StoreListingTests(PostgresFixture postgres)
{
    private const string Key = "incoming/sales/a.csv";

    [Fact]
    public async Task Listing_LongForeignNamesAndTooDeepFolders_AreRefusedAndOthersTaken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var sales = Directory.CreateDirectory(Path.Combine(bench.Raw.RootPath, "incoming", "sales")).FullName;

        // 85 characters of 3 bytes are the longest name of a folder, and 62 of 4 bytes end in surrogate pairs.
        var long_ = Directory.CreateDirectory(Path.Combine([sales, .. Enumerable.Repeat(new string('\u6f22', 85), 12)])).FullName;
        await File.WriteAllTextAsync(Path.Combine(long_, "a.csv"), "x", IngestorBench.Stop);
        var emoji = string.Concat(Enumerable.Repeat("\U0001F600", 62));
        var pairs = Directory.CreateDirectory(Path.Combine([sales, "1", .. Enumerable.Repeat(emoji, 12)])).FullName;
        await File.WriteAllTextAsync(Path.Combine(pairs, "a.csv"), "x", IngestorBench.Stop);

        // Deeper than any path can name: only by moving one deep folder into another.
        string[] steps = [.. Enumerable.Repeat(new string('d', 250), 10)];
        var deep = Directory.CreateDirectory(Path.Combine([sales, .. steps])).FullName;
        var other = bench.PathOf("other");
        Directory.CreateDirectory(Path.Combine([other, .. steps]));
        Directory.Move(other, Path.Combine(deep, "other"));
        try
        {
            await bench.LandAsync("incoming/sales/zz.csv", "id,amount,note\n1,10,a\n");
            await bench.StartAsync();

            await bench.WaitForAsync("zz.csv", RawObjectStates.Committed);

            var refused = await bench.Objects.ListAsync(new() { States = [RawObjectStates.Refused] }, IngestorBench.Stop);
            Assert.Equal(3, refused.Count);
            Assert.Contains(refused, found => found.Reason!.Contains("longer than the system allows", StringComparison.Ordinal));
            Assert.All(refused, found => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(found.Key), 900, 1024));
        }
        finally
        {
            Directory.Move(Path.Combine(deep, "other"), other);
        }
    }

    [Fact]
    public async Task Listing_ProcessedStoreWasEmptied_LoadsTheSameFileAgainAndNamesNoLostOne()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,20,b\n");
        await bench.PublishedAsync("sales", 1);

        EmptyProcessed(bench);

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == 2);
        await bench.PublishedAsync("sales", 2);
        var sales = await bench.SalesAsync();
        Assert.Equal(2, sales?.Rows);
        Assert.Equal(
            [await bench.Database.ScalarAsync<string>("select key from platform.dataset_file where removed_in is null") ?? ""],
            await bench.StoredAsync());
        Assert.Equal(RawObjectStates.Superseded, (await bench.Objects.FindAsync(first.Object.Id, IngestorBench.Stop))?.Object.State);
        Assert.Empty(await host.Services.GetRequiredService<StoredFiles>().FindLackingAsync(IngestorBench.Stop));
    }

    [Fact]
    public async Task Listing_LostFileIsInNoStore_IsLostUntilItComesBackUnderTheSameEtag()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        await bench.IngestAsync("incoming/sales/b.csv", "id,amount,note\n3,30,c\n");
        await bench.PublishedAsync("sales", 2);
        var aside = bench.PathOf("aside.csv");
        File.Move(Path.Combine(bench.Raw.RootPath, Key), aside);

        EmptyProcessed(bench);
        await Eventually.TrueAsync(async () =>
            (await bench.Objects.FindAsync(first.Object.Id, IngestorBench.Stop))?.Object.State == RawObjectStates.Lost
            && (await bench.SalesAsync())?.CurrentVersion == 3);
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(IngestorBench.Stop);
        File.Move(aside, Path.Combine(bench.Raw.RootPath, Key));

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())?.CurrentVersion == 4);
        Assert.Equal(2, (await bench.SalesAsync())?.Rows);
        Assert.Equal(HealthStatus.Degraded, health.Entries["stored-files"].Status);
        Assert.Contains("sales", health.Entries["stored-files"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_ProcessedStoreIsBackAgain_WhatWasLostIsCommittedAgain()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var host = await bench.StartAsync();
        var first = await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n2,20,b\n");
        await bench.PublishedAsync("sales", 1);
        File.Delete(Path.Combine(bench.Raw.RootPath, Key));
        var away = EmptyProcessed(bench);
        await Eventually.TrueAsync(async () =>
            (await bench.Objects.FindAsync(first.Object.Id, IngestorBench.Stop))?.Object.State == RawObjectStates.Lost);

        Directory.Delete(bench.ProcessedPath, recursive: true);
        Directory.Move(away, bench.ProcessedPath);

        await Eventually.TrueAsync(async () =>
            (await bench.Objects.FindAsync(first.Object.Id, IngestorBench.Stop))?.Object.State == RawObjectStates.Committed);
        Assert.Equal((1, 2), await bench.SalesAsync() is { } sales ? (sales.CurrentVersion, sales.Rows) : default);
        Assert.Empty(await host.Services.GetRequiredService<StoredFiles>().FindLackingAsync(IngestorBench.Stop));
    }

    [Fact]
    public async Task Compare_OneFileOfALostObjectIsThere_LooksAtTheEndsAlone()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var looks = 0;
        var host = bench.Build(processed: store => new InterferingStore(store, _ => Task.CompletedTask, _ =>
        {
            Interlocked.Increment(ref looks);
            return Task.CompletedTask;
        }));
        await host.StartAsync(IngestorBench.Stop);
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        await bench.PublishedAsync("sales", 1);
        await host.StopAsync(IngestorBench.Stop);
        await bench.Database.ExecuteAsync("update platform.raw_object set state = 'lost'");
        await bench.Database.ExecuteAsync(
            """
            insert into platform.dataset_file (dataset, key, rows, bytes, raw_object_id, ingestion_id, added_in)
            select dataset, key || '.gone', rows, bytes, raw_object_id, ingestion_id, added_in from platform.dataset_file
            """);
        looks = 0;

        await host.Services.GetRequiredService<StoredFiles>().CompareAsync(IngestorBench.Stop);

        Assert.Equal(2, looks);
        Assert.Equal("lost", await bench.Database.ScalarAsync<string>("select state from platform.raw_object"));
    }

    [Fact]
    public async Task Listing_ProcessedStoreDoesNotAnswer_FilesAreFoundAllTheSame()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        var isAway = false;
        var host = bench.Build(processed: store => new InterferingStore(store, _ => Task.CompletedTask, _ =>
            isAway ? throw new IOException("The disk does not answer.") : Task.CompletedTask));
        await host.StartAsync(IngestorBench.Stop);
        await bench.IngestAsync(Key, "id,amount,note\n1,10,a\n");
        isAway = true;
        var listing = host.Services.GetRequiredService<StoreListing>();
        await bench.LandAsync("incoming/nowhere/b.csv", "x");

        await listing.RunOnceAsync(IngestorBench.Stop);

        await bench.WaitForAsync("b.csv", RawObjectStates.Unclaimed);
    }

    [Fact]
    public async Task Listing_RejectedFileBackAfterAnotherHadItsName_IsReadAgain()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        var path = Path.Combine(bench.Raw.RootPath, Key);
        var aside = bench.PathOf("aside.csv");
        await bench.LandAsync(Key, "id,amount,note\nx,10,first\n");
        await StatesAsync("rejected");
        File.Move(path, aside);
        await bench.LandAsync(Key, "id,amount,note\ny,20,second\n");
        await StatesAsync("rejected rejected");

        File.Move(aside, path, overwrite: true);

        await StatesAsync("rejected rejected rejected");

        Task StatesAsync(string states) => Eventually.TrueAsync(async () => states == await bench.Database.ScalarAsync<string>(
            "select string_agg(state, ' ' order by id) from platform.raw_object"));
    }

    [Fact]
    public async Task Listing_LandedObjectWithoutWork_IsQueuedAgain()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        await bench.IngestAsync(Key, "id,amount,note\nx,10,a\n");

        // As when a listing found it back just before its worker ended, which had found it missing.
        await bench.Database.ExecuteAsync("delete from platform.ingestion");
        await bench.Database.ExecuteAsync("update platform.raw_object set state = 'landed'");

        await bench.WaitForAsync("a.csv", RawObjectStates.Rejected);
        Assert.Equal(2, await bench.Database.ScalarAsync<long>("select count(*) from platform.work_item where queue = 'ingest'"));
    }

    [Fact]
    public async Task Listing_OlderFileMovedBack_IsTakenAgain()
    {
        await using var bench = await IngestorBench.CreateAsync(postgres);
        await bench.StartAsync();
        var path = Path.Combine(bench.Raw.RootPath, Key);
        var aside = bench.PathOf("aside.csv");
        await bench.IngestAsync(Key, "id,amount,note\n1,10,first\n");
        File.Move(path, aside);
        await bench.LandAsync(Key, "id,amount,note\n2,20,second\n");
        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 2);

        File.Move(aside, path, overwrite: true);

        await Eventually.TrueAsync(async () => (await bench.SalesAsync())!.CurrentVersion == 3);
        Assert.Equal(["first"], await Rows.QueryAsync(bench, "sales", 3, "select note from t"));
        Assert.Equal(
            ["superseded", "superseded", "committed"],
            (await bench.Objects.ListAsync(new(), IngestorBench.Stop)).OrderBy(found => found.Id).Select(found => found.State));
        await bench.AssertConsistentAsync();
    }

    /// <summary>At once: the service may be writing there. Gives where its files are now.</summary>
    private static string EmptyProcessed(IngestorBench bench)
    {
        var away = bench.PathOf("emptied");
        Directory.Move(bench.ProcessedPath, away);
        Directory.CreateDirectory(bench.ProcessedPath);
        return away;
    }
}
