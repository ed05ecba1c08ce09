using System.ComponentModel;
using System.Text.RegularExpressions;

using CliWrap;
using CliWrap.Buffered;

namespace Analytics.EmbeddedPostgres.Installations;

/// <summary>Finds PostgreSQL 15 or newer: on the machine, or as the npm package that the build installed.</summary>
internal static partial class InstallationFinder
{
    public const int OldestMajorVersion = 15;

    /// <summary>All usable installations, those of the machine before the package, newest first.</summary>
    public static async Task<IReadOnlyList<PostgresInstallation>> FindAllAsync(
        PostgresSource source, CancellationToken cancellationToken)
    {
        var found = new List<PostgresInstallation>();
        if (source is not PostgresSource.NpmPackage)
        {
            foreach (var directory in (await MachineDirectoriesAsync(cancellationToken)).Distinct(StringComparer.Ordinal))
            {
                if (await ProbeAsync(directory, PostgresSource.Machine, cancellationToken) is { } installation)
                {
                    found.Add(installation);
                }
            }
        }

        if (source is not PostgresSource.Machine && NpmPackage.Find() is { } package)
        {
            package.CreateLinks();
            if (await ProbeAsync(package.BinDirectory, PostgresSource.NpmPackage, cancellationToken) is { } installation)
            {
                found.Add(installation);
            }
        }

        return [.. found.OrderBy(i => i.Source).ThenByDescending(i => i.Version)];
    }

    /// <summary>
    /// The installation in a directory, or null where a program is missing, does not run, or is too old.
    /// </summary>
    internal static async Task<PostgresInstallation?> ProbeAsync(
        string directory, PostgresSource source, CancellationToken cancellationToken)
    {
        var candidate = new PostgresInstallation(directory, new Version(), source);
        if (!File.Exists(candidate.Postgres) || !File.Exists(candidate.InitDb) || !File.Exists(candidate.PgCtl))
        {
            return null;
        }

        var output = await OutputAsync(candidate.Postgres, "--version", cancellationToken);
        return VersionPattern().Match(output ?? "") is { Success: true } match
            && Version.TryParse(match.Groups["version"].Value, out var version) && version.Major >= OldestMajorVersion
            ? candidate with { Version = version }
            : null;
    }

    private static async Task<List<string>> MachineDirectoriesAsync(CancellationToken cancellationToken)
    {
        var directories = new List<string>();
        foreach (var (parent, pattern) in new[]
        {
            ("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql@*"),
            ("/usr/local/opt", "postgresql@*"), (@"C:\Program Files\PostgreSQL", "*"),
        })
        {
            if (Directory.Exists(parent))
            {
                directories.AddRange(Directory.GetDirectories(parent, pattern).Select(d => Path.Combine(d, "bin")));
            }
        }

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            // A link in a directory of programs leads to the real one, beside which the server's share directory lies.
            var program = new FileInfo(Path.Combine(directory, PostgresInstallation.ExecutableName("postgres")));
            if (program.Exists
                && (program.ResolveLinkTarget(returnFinalTarget: true) ?? program) is FileInfo { DirectoryName: { } real })
            {
                directories.Add(real);
            }
        }

        if (await OutputAsync("pg_config", "--bindir", cancellationToken) is { } configured)
        {
            directories.Add(configured.Trim());
        }

        return directories;
    }

    private static async Task<string?> OutputAsync(string program, string argument, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Cli.Wrap(program).WithArguments(argument).WithWorkingDirectory(Path.GetTempPath())
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
            return result.ExitCode == 0 ? result.StandardOutput : null;
        }
        catch (Win32Exception)
        {
            // No such program, or not one for this machine: nothing found here.
            return null;
        }
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>\d+\.\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
