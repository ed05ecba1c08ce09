using Analytics.Machine.Processes;

namespace Analytics.Standalone.Spark;

/// <summary>Programs of this machine.</summary>
/// <param name="path">The folders to look in, as PATH lists them.</param>
internal sealed class Programs(string? path)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>A program's file by its name or its path; null where there is none.</summary>
    public string? Find(string name) => Path.IsPathRooted(name)
        ? File.Exists(name) ? name : null
        : (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Whether it ends with exit code 0, and in time.</summary>
    public static Task<bool> SucceedsAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        ProgramCheck.SucceedsAsync(program, arguments, Limit, cancellationToken);
}
