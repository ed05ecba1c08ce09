using System.CommandLine;
using Analytics.Catalogue.Contracts;

namespace Analytics.Cli.Convert;

/// <summary><c>analytics convert FILE --contract X --out DIR</c>: the strict reader without a server.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "The raw file; .gz and .zst are unpacked" }.AcceptExistingOnly();
        var contract = new Option<FileInfo>("--contract", "-c") { Description = "The dataset's contract (YAML)", Required = true }
            .AcceptExistingOnly();
        var output = new Option<DirectoryInfo>("--out", "-o") { Description = "Where the Parquet files go; made when missing", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace the output of an earlier conversion of a file of this name, all of it" };
        var command = new Command(
            "convert",
            "Converts a raw file into checked Parquet. Exits with 0 when every record was kept, 2 when some are in quarantine, 3 when the "
            + "file was rejected and nothing was written.")
        {
            file,
            contract,
            output,
            force,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(file),
            parsed.GetRequiredValue(contract),
            parsed.GetRequiredValue(output),
            parsed.GetValue(force),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo file, FileInfo contractFile, DirectoryInfo output, bool force, CancellationToken cancellationToken)
    {
        var (contract, faults) = await ContractFile.ReadAsync(contractFile.FullName, cancellationToken);
        foreach (var fault in faults)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
        }

        if (contract is null)
        {
            return ExitCodes.Faults;
        }

        try
        {
            using var folder = OutputFolder.Open(output, file.Name);
            var result = await FileConversion.RunAsync(file, contract.Schema, folder, cancellationToken);
            if (result.Fault is null && folder.Publish(force) is { } existing)
            {
                await Console.Error.WriteLineAsync($"{existing} exists already; nothing was written. Choose another --out, or --force.");
                return ExitCodes.Faults;
            }

            return ConversionReport.Write(result, folder);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Cancelled; nothing was written.");
            return ExitCodes.Cancelled;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{fault.Message} Nothing was written.");
            return ExitCodes.Faults;
        }
    }
}
