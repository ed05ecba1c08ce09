using System.Net;
using System.Net.Sockets;
using System.Text;
using Analytics.Fixtures;
using Analytics.Nemesis.Tests.Running;

namespace Analytics.Nemesis.Tests;

/// <summary>People who go away in the middle of what they asked for.</summary>
public sealed class AbortedRequestsTests
{
    private const int Aborts = 500;
    private const int AtOnce = 8;
    private const string Export = "/api/v1/results/big?format=csv";

    /// <summary>What the runtime opens for itself as it goes: its thread pool's and its clients' handles.</summary>
    private const int OfTheRuntime = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_FiveHundredAborted_LeaveNoHandleSessionOrFileBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Open handles are counted in /proc.");
        using var folder = new ScratchFolder();
        await using var platform = await Platform.StartAsync(
            folder, await DirectoryStores.OpenAsync(folder.Path), withSpark: false, _ => false);
        await FillAsync(platform);
        var temporary = Directory.CreateDirectory(folder.File("tmp")).FullName;
        using var client = new HttpClient { BaseAddress = platform.Client.BaseAddress, Timeout = TimeSpan.FromMinutes(2) };
        platform.Api.Start(new Dictionary<string, string> { ["TMPDIR"] = temporary });
        await Eventually.TrueAsync(async () => await StatusAsync(client, "/health") == HttpStatusCode.OK, TimeSpan.FromMinutes(2), "the Api is up");
        await AbortAsync(client, AtOnce * 2);
        await IsAtRestAsync(platform);
        var before = Handles(platform);
        var files = Directory.GetFileSystemEntries(temporary);

        await AbortAsync(client, Aborts);

        await IsAtRestAsync(platform);
        await Eventually.TrueAsync(() => Handles(platform) <= before + OfTheRuntime, what: $"as few handles are open as the {before} before");
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary).Except(files));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, Export));
    }

    private static async Task FillAsync(Platform platform)
    {
        await using var fill = platform.Database.CreateCommand(
            "create table results.big as select 1::bigint as run_id, n, repeat('x', 200) as text from generate_series(1, 200000) n");
        await fill.ExecuteNonQueryAsync(Stop);
    }

    private static Task AbortAsync(HttpClient client, int times) => Parallel.ForEachAsync(
        Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Stop },
        async (n, _) => await (n % 2 == 0 ? AbortDownloadAsync(client) : AbortUploadAsync(client)));

    private static async Task AbortDownloadAsync(HttpClient client)
    {
        // As many exports as may run: the others are told to come again, and are as welcome to go away.
        using var answer = await client.GetAsync(new Uri(Export, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop);
        await using var body = await answer.Content.ReadAsStreamAsync(Stop);
        _ = await body.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, Stop);
    }

    private static async Task AbortUploadAsync(HttpClient api)
    {
        var address = api.BaseAddress ?? throw new InvalidOperationException("There is no Api.");
        using var client = new TcpClient { LingerState = new LingerOption(true, 0) };
        await client.ConnectAsync(address.Host, address.Port, Stop);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /api/v1/runs HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"job\": \"to"),
            Stop);
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Stop);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>No session of the database works for anybody any more.</summary>
    private static Task IsAtRestAsync(Platform platform) => Eventually.TrueAsync(
        async () => await platform.ScalarAsync<long>(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'
            """) == 0,
        TimeSpan.FromMinutes(1), "no session is at work");

    private static int Handles(Platform platform) => Directory.GetFiles($"/proc/{platform.Api.Id}/fd").Length;
}
