using Analytics.EmbeddedPostgres.Installations;
using Analytics.EmbeddedPostgres.Processes;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>Makes the cluster at the first start; a cluster whose making was cut off is made anew.</summary>
internal static class DataCluster
{
    public const string SuperUser = "analytics";

    public static async Task<string> EnsureAsync(
        DataDirectory data,
        PostgresInstallation installation,
        Launcher launcher,
        EmbeddedPostgresOptions options,
        CancellationToken cancellationToken)
    {
        if (data.ClusterMajorVersion is not null)
        {
            return await data.ReadPasswordAsync(cancellationToken);
        }

        await File.WriteAllTextAsync(data.Initializing, "", cancellationToken);
        if (Directory.Exists(data.Cluster))
        {
            Directory.Delete(data.Cluster, recursive: true);
        }

        DataDirectory.CreatePrivate(data.Cluster);
        await launcher.HandOverAsync(data.Cluster, cancellationToken);
        var password = await data.CreatePasswordAsync(cancellationToken);

        using var run = RunDirectory.Create();
        var passwordFile = Path.Combine(run.Path, "password");
        await DataDirectory.WritePrivateAsync(passwordFile, password, cancellationToken);
        await launcher.HandOverAsync(run.Path, cancellationToken);
        string[] durability = options.Throwaway ? ["--no-sync"] : [];
        var result = await launcher.RunAsync(
            installation.InitDb,
            [
                "-D", launcher.ClusterArgument, "-U", SuperUser, "--auth=scram-sha-256", $"--pwfile={passwordFile}",
                "--encoding=UTF8", "--locale=C", "--no-instructions", .. durability,
            ],
            cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL could not make its cluster in '{data.Cluster}' ({installation.InitDb} ended with {result.ExitCode}): " +
                $"{result.StandardError.Trim()}");
        }

        File.Delete(data.Initializing);
        return password;
    }
}
