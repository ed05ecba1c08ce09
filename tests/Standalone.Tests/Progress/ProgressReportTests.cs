using Analytics.Fixtures;
using Analytics.Standalone.Progress;

namespace Analytics.Standalone.Tests.Progress;

public sealed class ProgressReportTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Show_FilesOfEarlierStarts_AreOneNumber()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await LandAsync(database, "old", "committed", 1_000);
        await using var output = new StringWriter();
        var report = new ProgressReport(database.DataSource, TimeProvider.System, output);

        await report.BeginAsync(Token);
        await report.ShowBeginningAsync();
        var goesOn = await report.ShowAsync(Token);

        Assert.False(goesOn);
        Assert.Equal("Files of earlier starts: 1,000. New since then:", output.ToString().Trim());
    }

    [Fact]
    public async Task Show_FileThatCameSince_HasALineForEachState()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await LandAsync(database, "old", "committed", 10);
        await using var output = new StringWriter();
        var report = new ProgressReport(database.DataSource, TimeProvider.System, output);
        await report.BeginAsync(Token);

        await LandAsync(database, "new", "landed", 1);
        Assert.True(await report.ShowAsync(Token));
        Assert.True(await report.ShowAsync(Token));
        await database.ExecuteAsync("update platform.raw_object set state = 'committed' where state = 'landed'");
        Assert.True(await report.ShowAsync(Token));

        Assert.False(await report.ShowAsync(Token));
        Assert.Equal(["file new-1: landed", "file new-1: committed"], LinesOf(output));
    }

    [Fact]
    public async Task Show_FileThatWasUnderWayAtTheStart_IsFollowedToItsEnd()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await LandAsync(database, "old", "reading", 1);
        await using var output = new StringWriter();
        var report = new ProgressReport(database.DataSource, TimeProvider.System, output);
        await report.BeginAsync(Token);

        await report.ShowAsync(Token);
        await database.ExecuteAsync("update platform.raw_object set state = 'committed'");
        await report.ShowAsync(Token);

        Assert.Equal(["file old-1: reading", "file old-1: committed"], LinesOf(output));
    }

    [Fact]
    public async Task Show_MoreFilesThanAnyoneReads_StopsAtAHundred()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var output = new StringWriter();
        var report = new ProgressReport(database.DataSource, TimeProvider.System, output);
        await report.BeginAsync(Token);
        await LandAsync(database, "new", "landed", 1_000);

        Assert.True(await report.ShowAsync(Token));

        Assert.Equal(100, LinesOf(output).Count());
    }

    private static Task<int> LandAsync(TestDatabase database, string name, string state, int count) =>
        database.ExecuteAsync(
            """
            insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state)
            select 'd', $1 || '-' || n, 'e', 1, now(), 'event', $2 from generate_series(1, $3) n
            """,
            name, state, count);

    private static IEnumerable<string> LinesOf(StringWriter output) => output.ToString()
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line[line.IndexOf("file", StringComparison.Ordinal)..].TrimEnd());
}
