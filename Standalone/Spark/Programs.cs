using System.ComponentModel;
using System.Diagnostics;

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
    public static async Task<bool> SucceedsAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null)
            {
                return false;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
