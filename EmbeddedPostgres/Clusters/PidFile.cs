using System.Globalization;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>
/// What a server says of itself in <c>postmaster.pid</c>: process id, data directory, start time, port, socket
/// directory, listen address, shared memory, status, one a line.
/// </summary>
internal sealed record PidFile(int ProcessId, bool IsReady)
{
    public static PidFile? Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines is [] || !int.TryParse(lines[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var processId))
        {
            return null;
        }

        return new PidFile(processId, lines.ElementAtOrDefault(7)?.Trim() == "ready");
    }
}
