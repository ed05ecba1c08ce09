using Analytics.Catalogue;
using Analytics.Datasets;

namespace Analytics.Api.Files;

/// <summary>What people may do with files, always with the current contract.</summary>
public sealed class FileCommands(ICatalogue catalogue, ContractRegistry contracts, RawObjectReads objects, Retakes retakes)
{
    /// <summary>Retries a rejected or failed file.</summary>
    public async Task<RetakeOutcome> RetakeAsync(long rawObjectId, CancellationToken cancellationToken) =>
        await objects.FindAsync(rawObjectId, cancellationToken) is not { Object.Dataset: var dataset }
            ? RetakeOutcome.NotFound
            : await ContractAsync(dataset, cancellationToken) is { } version
                ? await retakes.RetakeAsync(rawObjectId, version, cancellationToken)
                : RetakeOutcome.WrongState;

    /// <summary>Replays the quarantined records of a committed outcome, and only those, once.</summary>
    public async Task<RetakeOutcome> ReplayAsync(long ingestionId, CancellationToken cancellationToken) =>
        await objects.FindIngestionAsync(ingestionId, cancellationToken) is not { Dataset: var dataset }
            ? RetakeOutcome.NotFound
            : await ContractAsync(dataset, cancellationToken) is { } version
                ? await retakes.ReplayAsync(ingestionId, version, cancellationToken)
                : RetakeOutcome.WrongState;

    /// <summary>What came of a request, and what to do next.</summary>
    public static string Explain(RetakeOutcome outcome) => outcome switch
    {
        RetakeOutcome.Queued => "Queued.",
        RetakeOutcome.NotFound => "Not found.",
        RetakeOutcome.SameContract => "It was already read with the current contract, with this outcome. Correct the contract first.",
        RetakeOutcome.Overwritten =>
            "The file was overwritten in the raw store, so this version of it cannot be read again. The newer file is read on its own.",
        RetakeOutcome.AlreadyDone => "The records were already replayed, or a newer file replaced them.",
        _ => "Only rejected and failed files of a dataset with a contract can be retried, and only records in quarantine can be replayed.",
    };

    private async Task<int?> ContractAsync(string dataset, CancellationToken cancellationToken) =>
        catalogue.Current.Datasets.GetValueOrDefault(dataset) is { } contract
            ? await contracts.RegisterAsync(dataset, contract.Text, cancellationToken)
            : null;
}
