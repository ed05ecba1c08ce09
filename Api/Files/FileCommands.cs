using Analytics.Core.Catalogue;
using Analytics.Core.Datasets;

namespace Analytics.Api.Files;

/// <summary>What people may have done with files: always under the contract that the catalogue holds now.</summary>
public sealed class FileCommands(ICatalogue catalogue, ContractRegistry contracts, RawObjectReads objects, Retakes retakes)
{
    /// <summary>Has a rejected or failed object read again.</summary>
    public async Task<RetakeOutcome> RetakeAsync(long rawObjectId, CancellationToken cancellationToken) =>
        await objects.FindAsync(rawObjectId, cancellationToken) is not { Object.Dataset: var dataset }
            ? RetakeOutcome.NotFound
            : await ContractAsync(dataset, cancellationToken) is { } version
                ? await retakes.RetakeAsync(rawObjectId, version, cancellationToken)
                : RetakeOutcome.WrongState;

    /// <summary>Has the quarantined records of a committed outcome read again, and only those, once.</summary>
    public async Task<RetakeOutcome> ReplayAsync(long ingestionId, CancellationToken cancellationToken) =>
        await objects.FindIngestionAsync(ingestionId, cancellationToken) is not { Dataset: var dataset }
            ? RetakeOutcome.NotFound
            : await ContractAsync(dataset, cancellationToken) is { } version
                ? await retakes.ReplayAsync(ingestionId, version, cancellationToken)
                : RetakeOutcome.WrongState;

    /// <summary>Why a wish was not granted, and what to do.</summary>
    public static string Explain(RetakeOutcome outcome) => outcome switch
    {
        RetakeOutcome.Queued => "It waits to be read.",
        RetakeOutcome.NotFound => "It is no longer known.",
        RetakeOutcome.SameContract => "Its outcome under the contract in force stands already. Correct the contract first.",
        RetakeOutcome.AlreadyDone => "The records were replayed already, or a newer file replaced them.",
        _ => "Only rejected and failed files of a dataset with a contract are taken again, and only records in quarantine are replayed.",
    };

    private async Task<int?> ContractAsync(string dataset, CancellationToken cancellationToken) =>
        catalogue.Current.Datasets.GetValueOrDefault(dataset) is { } contract
            ? await contracts.RegisterAsync(dataset, contract.Text, cancellationToken)
            : null;
}
