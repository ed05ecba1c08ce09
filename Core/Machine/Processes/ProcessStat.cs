using System.Globalization;

namespace Analytics.Machine.Processes;

/// <summary>What Linux tells of a process in one line.</summary>
/// <param name="State">R, S, D, T, Z and so on.</param>
/// <param name="Session">The process that leads its session.</param>
/// <param name="Began">When it was started, in ticks since the machine was.</param>
/// <param name="CpuTime">Of all its threads so far.</param>
internal readonly record struct ProcessStat(char State, int Session, string Began, TimeSpan CpuTime)
{
    private const int TicksPerSecond = 100;

    /// <summary>Null where there is no such process.</summary>
    public static ProcessStat? Of(int process)
    {
        try
        {
            // "pid (name) state parent group session …": the name may hold anything, so the fields are counted from its last parenthesis.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = Number(fields[11]) + Number(fields[12]);
            return new ProcessStat(
                fields[0][0], (int)Number(fields[3]), fields[19], TimeSpan.FromSeconds((double)ticks / TicksPerSecond));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
