namespace Analytics.Fixtures;

/// <summary>A wall clock that goes wrong for one child process alone, by libfaketime (Debian's package <c>faketime</c>).</summary>
public static class FakeClock
{
    private const string Library = "libfaketimeMT.so.1";

    private static readonly string? Path = Find();

    public static bool IsThere => Path is not null;

    /// <summary>Variables for a child whose wall clock is ahead (<c>+1d</c>) or behind (<c>-1h</c>); its monotonic clock is right.</summary>
    public static IReadOnlyDictionary<string, string> Variables(string offset) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = Path ?? throw new InvalidOperationException($"There is no {Library}: install the package faketime."),
        ["FAKETIME"] = offset,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // Without it waits with a time limit end at once: the library takes this glibc for one that it mends.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        // The times of files are those of the store, not of the node; and no shared memory is left behind by a child that is killed.
        ["NO_FAKE_STAT"] = "1",
        ["FAKETIME_DISABLE_SHM"] = "1",
    };

    private static string? Find() => !OperatingSystem.IsLinux() ? null : Directory.EnumerateDirectories("/usr/lib")
        .Select(folder => System.IO.Path.Combine(folder, "faketime", Library))
        .FirstOrDefault(File.Exists);
}
