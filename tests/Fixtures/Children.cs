using System.Diagnostics;

namespace Analytics.Fixtures;

/// <summary>Child processes, found by the folder that they work in.</summary>
public static class Children
{
    public static IReadOnlyList<int> In(string folder) =>
    [
        .. Process.GetProcesses().Select(process => process.Id)
            .Where(id => new DirectoryInfo($"/proc/{id}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true),
    ];
}
