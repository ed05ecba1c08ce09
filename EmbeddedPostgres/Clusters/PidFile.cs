using System.Globalization;

namespace Analytics.EmbeddedPostgres.Clusters;

/// <summary>
/// What a server says of itself in <c>postmaster.pid</c>: process id, data directory, start time, port, socket
/// directory, listen address, shared memory, status, one a line.
/// </summary>
/// <param name="ProcessId">Of the server's main process.</param>
/// <param name="StartTime">When it started, as the file has it.</param>
/// <param name="Status">Empty until the server has come so far as to have one.</param>
internal sealed record PidFile(int ProcessId, string StartTime, string Status)
{
    public bool IsReady => Status == "ready";

    /// <summary>On its way: it reads its own log after a crash, which takes as long as the log is long.</summary>
    public bool IsStarting => Status is "starting" or "standby";

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

        return lines is not [] && int.TryParse(lines[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var processId)
            ? new PidFile(processId, Line(2), Line(7))
            : null;

        string Line(int index) => lines.ElementAtOrDefault(index)?.Trim() ?? "";
    }
}
