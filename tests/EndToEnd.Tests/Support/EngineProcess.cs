using System.Globalization;
using Analytics.Fixtures;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>The sandboxed child in which a job runs.</summary>
internal static class EngineProcess
{
    /// <summary>Waits until a process has one, and returns it. Linux only.</summary>
    public static async Task<int> OfAsync(int owner)
    {
        var found = await Eventually.ValueAsync(() => Task.FromResult(Find(owner)), TimeSpan.FromSeconds(60), "the engine runs");
        return int.Parse(found, CultureInfo.InvariantCulture);
    }

    private static string? Find(int owner) => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && IsEngineOf(folder, owner))
        .Select(Path.GetFileName)
        .FirstOrDefault();

    private static bool IsEngineOf(string folder, int owner)
    {
        try
        {
            return File.ReadLines(Path.Combine(folder, "status")).Contains($"PPid:\t{owner}")
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("Analytics.EmbeddedEngine.dll", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return false;
        }
    }
}
