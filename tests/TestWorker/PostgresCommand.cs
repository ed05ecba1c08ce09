using System.Runtime.InteropServices;

using Analytics.EmbeddedPostgres;

namespace Analytics.TestWorker;

/// <summary>Owns a PostgreSQL until it is told to stop, or killed.</summary>
internal static class PostgresCommand
{
    public static async Task<int> RunAsync(string dataDirectory)
    {
        var stop = new TaskCompletionSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });
        var options = new EmbeddedPostgresOptions { DataDirectory = dataDirectory };
        await using var server = await EmbeddedPostgresServer.StartAsync(options, CancellationToken.None);
        Console.WriteLine($"process {server.ProcessId}");
        Console.WriteLine($"ready {server.ConnectionString}");
        await stop.Task;
        return 0;
    }
}
