using System.Security.Cryptography;

using Analytics.Core.Engines;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Core.Sandbox;

/// <summary>Converts a spooled Parquet file, which is not to be trusted, in a limited child process.</summary>
public sealed class SandboxedParquetConverter(EngineSandbox sandbox)
{
    private const long MaxMemoryBytes = 512L << 20;

    /// <summary>
    /// Reads <paramref name="sourcePath"/> under the schema. The sink gets the files when the child is gone: all of them, or none. A
    /// breach of a limit and a crash are verdicts too: the file that causes them would cause them again.
    /// </summary>
    /// <param name="sourcePath">Absolute path of the spooled file.</param>
    /// <param name="sourceName">The name that quarantined records give for it.</param>
    /// <param name="schema">The contract's part that the reader needs.</param>
    /// <param name="options">The child works in a folder below their scratch directory, and removes it at the end.</param>
    /// <param name="sink">Takes the files.</param>
    /// <param name="limits">What the child may use; null for the section's, with 512 MB of memory at most.</param>
    /// <param name="cancellationToken">Kills the child.</param>
    public async Task<ConversionResult> ConvertAsync(
        string sourcePath, string sourceName, TableSchema schema, ConversionOptions options, IConvertedFileSink sink,
        SandboxLimits? limits, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(options.ScratchDirectory, $"parquet-{Guid.NewGuid():N}");
        var granted = limits ?? LeanLimits(sandbox.DefaultLimits);
        try
        {
            var request = new EngineRequest
            {
                ConvertParquet = new ConvertParquetTask(sourcePath, sourceName, schema, options with { ScratchDirectory = scratch }),
                OutcomePath = OutcomeFile.In(scratch),
            };
            var process = await sandbox.StartAsync(request, granted, scratch, [sourcePath], _ => { }, cancellationToken);
            await using var kill = cancellationToken.Register(process.Kill);
            var hashing = HashAsync(sourcePath);
            var end = await process.Completion;
            var hash = await hashing;
            cancellationToken.ThrowIfCancellationRequested();
            var result = end is { ExitCode: 0, Breach: null, Killed: false }
                ? OutcomeFile.Read(request.OutcomePath, EngineJson.Default.ConversionResult)
                : null;
            if (result is null || !result.Files.All(file => IsWithin(scratch, file.Path)))
            {
                return Rejected(sourcePath, SandboxFailures.Of(end, granted)) with { Sha256 = hash };
            }

            foreach (var file in result.Files)
            {
                Posix.TakeOver(file.Path);
                await sink.AcceptAsync(file, cancellationToken);
            }

            return result with { Sha256 = hash };
        }
        finally
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    /// <summary>Rows are streamed: a file that takes more than this is not an ordinary one.</summary>
    private static SandboxLimits LeanLimits(SandboxLimits limits) =>
        limits with { MemoryBytes = Math.Min(limits.MemoryBytes, MaxMemoryBytes) };

    /// <summary>By this process, while the child reads: what a child says of its own input proves nothing.</summary>
    private static async Task<string> HashAsync(string path)
    {
        await using var source = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(source));
    }

    /// <summary>The child read hostile bytes: what it names must be a plain file of its own folder.</summary>
    private static bool IsWithin(string scratch, string path) =>
        Path.GetFullPath(path) == path
        && path.StartsWith(scratch + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && new FileInfo(path) is { Exists: true, LinkTarget: null };

    private static ConversionResult Rejected(string sourcePath, EngineFailure failure) => new()
    {
        Verdict = ConversionVerdict.Rejected,
        SourceBytes = new FileInfo(sourcePath).Length,
        PlainBytes = 0,
        Sha256 = "",
        Records = 0,
        RowsKept = 0,
        RowsQuarantined = 0,
        Fault = new FileFault(
            "parquet." + failure.Code, $"The file could not be read: {failure.Message}",
            "See whether another program reads it, and write it anew with smaller row groups."),
    };
}
