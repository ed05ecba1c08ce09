using System.Globalization;

using CliWrap;
using CliWrap.Buffered;

namespace Analytics.EmbeddedPostgres.Processes;

/// <summary>A user other than root: PostgreSQL refuses to run as root.</summary>
internal sealed record SystemUser(int UserId, int GroupId)
{
    /// <summary>
    /// The user to run as, or null when the process itself is unprivileged. A cluster that exists keeps the owner
    /// that it has.
    /// </summary>
    public static async Task<SystemUser?> ChooseAsync(string cluster, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows())
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root. Start the program as an ordinary user, or set ConnectionStrings:analytics.");
        }

        if (Directory.Exists(cluster))
        {
            var owner = await Cli.Wrap("stat").WithArguments(["-c", "%u:%g", cluster]).ExecuteBufferedAsync(cancellationToken);
            var ids = owner.StandardOutput.Trim().Split(':');
            if (ids is [not "0", _])
            {
                return new SystemUser(Number(ids[0]), Number(ids[1]));
            }
        }

        var users = (await File.ReadAllLinesAsync("/etc/passwd", cancellationToken)).Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3).ToList();
        var chosen = users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody")
            ?? throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor 'nobody' to run it as. " +
                "Start the program as an ordinary user, or set ConnectionStrings:analytics.");
        return new SystemUser(Number(chosen[2]), Number(chosen[3]));
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
