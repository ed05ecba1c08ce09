using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Bench.Harness;
using Npgsql;

namespace Analytics.Bench.Queue;

/// <summary>PostgreSQL's own load tool, which belongs to its contrib programs: the npm package has none.</summary>
internal static partial class Pgbench
{
    private const string Name = "pgbench";
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>Runs a script of statements; returns transactions a second, without the time to connect.</summary>
    public static async Task<double> RunAsync(
        BenchDatabase database, string script, int clients, int transactions, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo(
            Find(database.BinDirectory),
            [
                "--no-vacuum", "--protocol=prepared", $"--client={clients}", "--jobs=2", $"--transactions={transactions}",
                $"--file={script}", "--host=127.0.0.1", $"--port={database.Port}", $"--username={connection.Username}",
                connection.Database ?? "",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = connection.Password;
        using var pgbench = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start.");
        var said = await Task.WhenAll(
            pgbench.StandardOutput.ReadToEndAsync(cancellationToken),
            pgbench.StandardError.ReadToEndAsync(cancellationToken));
        await pgbench.WaitForExitAsync(cancellationToken);
        var rate = Rate().Match(said[0]);
        return rate.Success && pgbench.ExitCode == 0
            ? double.Parse(rate.Groups["tps"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said: {string.Join(' ', said)}");
    }

    private static string Find(string binDirectory)
    {
        string[] path = [binDirectory, .. Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? []];
        var debian = Directory.Exists(DebianFolder)
            ? Directory.GetDirectories(DebianFolder).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        return path.Concat(debian).Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"There is no pgbench in {binDirectory}, on the PATH or in {DebianFolder}/*/bin. "
                + "It comes with a whole PostgreSQL: apt-get install postgresql-15 (or newer).");
    }

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
