using Analytics.JobFailures;
using Analytics.Machine.Files;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Engines.Sandbox;

/// <summary>Converts a spooled Parquet file, which is not to be trusted, in a limited child process.</summary>
public sealed class SandboxedParquetConverter(EngineSandbox sandbox)
{
    /// <summary>
    /// Reads <paramref name="sourcePath"/> under the schema. The sink gets the files when the child is gone: all of them, of a rejected file
    /// its broken records, or none. The
    /// result has no hash: whoever spooled the file made one. Exceeding a limit of memory, CPU time or disk is an outcome, since the file
    /// would cause it again; what may pass is thrown: <see cref="StorageFullException"/>, <see cref="SandboxFailedException"/>.
    /// </summary>
    /// <param name="sourcePath">Absolute path of the spooled file.</param>
    /// <param name="sourceName">The name that quarantined records give for it.</param>
    /// <param name="schema">The contract's part that the reader needs.</param>
    /// <param name="options">The child works in a folder below their scratch directory, and removes it at the end.</param>
    /// <param name="sink">Takes the files.</param>
    /// <param name="limits">What the child may use; null for what <see cref="ParquetLimits"/> grants a file of its size.</param>
    /// <param name="cancellationToken">Kills the child.</param>
    public async Task<ConversionResult> ConvertAsync(
        string sourcePath, string sourceName, TableSchema schema, ConversionOptions options, IConvertedFileSink sink,
        SandboxLimits? limits, CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(options.ScratchDirectory, $"parquet-{Guid.NewGuid():N}");
        var granted = limits ?? ParquetLimits.For(sandbox.DefaultLimits, new FileInfo(sourcePath).Length);
        var onlyRecords = options.OnlyRecords is null ? null : scratch + ".records";
        try
        {
            if (onlyRecords is not null)
            {
                options.OnlyRecords?.WriteNumbers(onlyRecords);
            }

            var request = new EngineRequest
            {
                ConvertParquet = new ConvertParquetTask(
                    sourcePath, sourceName, schema, options with { ScratchDirectory = scratch }, onlyRecords),
                OutcomePath = OutcomeFile.In(scratch),
            };
            string[] reads = onlyRecords is null ? [sourcePath] : [sourcePath, onlyRecords];
            var process = await sandbox.StartAsync(request, granted, scratch, reads, _ => { }, cancellationToken);
            await using var kill = cancellationToken.Register(process.Kill);
            var end = await process.Completion;
            cancellationToken.ThrowIfCancellationRequested();
            var result = end is { ExitCode: 0, Exceeded: null, Killed: false }
                ? OutcomeFile.Read(request.OutcomePath, EngineJson.Default.ConversionResult)
                : null;
            if (result is null || !IsConsistent(result, scratch))
            {
                return Rejected(sourcePath, FinalFailure(end, granted));
            }

            foreach (var file in result.Files)
            {
                Posix.TakeOver(file.Path);
                await sink.AcceptAsync(file, cancellationToken);
            }

            return result;
        }
        finally
        {
            if (onlyRecords is not null)
            {
                File.Delete(onlyRecords);
            }

            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    /// <summary>Why the file is rejected; thrown where another attempt may end otherwise.</summary>
    private static EngineFailure FinalFailure(SandboxEnd end, SandboxLimits limits)
    {
        var failure = SandboxFailures.Of(end, limits);
        if (failure.Code == EngineFailureCode.DiskFull)
        {
            throw new StorageFullException("the rows of a Parquet file", new IOException(string.Join(' ', failure.Lines)));
        }

        // How long it takes is the machine's doing as much as the file's.
        return failure.Retryable || failure.Code == EngineFailureCode.LimitWallTime ? throw new SandboxFailedException(failure) : failure;
    }

    /// <summary>The child read hostile bytes: what it names must be plain files of its own folder.</summary>
    private static bool IsConsistent(ConversionResult result, string scratch) =>
        result.Files.All(file => PlainFile.IsWithin(scratch, file.Path))
        && (result.Outcome == ConversionOutcome.Accepted
            ? result.Fault is null
            : result.Fault is not null && result.Files.All(file => file.Kind == ConvertedFileKind.Quarantine));

    private static ConversionResult Rejected(string sourcePath, EngineFailure failure) => new()
    {
        Outcome = ConversionOutcome.Rejected,
        SourceBytes = new FileInfo(sourcePath).Length,
        PlainBytes = 0,
        Sha256 = "",
        Records = 0,
        RowsKept = 0,
        RowsQuarantined = 0,
        Fault = new FileFault(
            "parquet." + failure.Code, $"The file could not be read: {failure.Message}",
            "Check whether another program reads it, and rewrite it with smaller row groups."),
    };
}
