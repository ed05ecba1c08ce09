using Analytics.Database;
using Analytics.Datasets;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Replay;
using Analytics.Storage;
using Analytics.Work;

namespace Analytics.Ingestor.Ingest;

/// <summary>Takes an item of the ingest queue from its claim to its end.</summary>
public sealed class IngestHandler(
    RawObjectLedger ledger,
    ContractsInForce contracts,
    ObjectIntake intake,
    ObjectReading reading,
    ReplayReading replay,
    ObjectCommits commits,
    AttemptFaults faults) : IWorkHandler
{
    private static readonly string[] Unfinished = [RawObjectStates.Landed, RawObjectStates.Reading];

    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        try
        {
            using var place = await commits.EnterAsync(item, cancellationToken);
            return await TakeAsync(item, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && Transient.IsTransient(fault))
        {
            return faults.WaitForDatabase(item, fault);
        }
    }

    private async Task<WorkResult> TakeAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var work = item.Read<IngestWork>();
        if (await ledger.FindAsync(work.RawObjectId, cancellationToken) is not { } found)
        {
            return WorkResult.Dead($"The ledger has no object {work.RawObjectId}.");
        }

        using var activity = IngestTelemetry.Start(found);
        try
        {
            if (await contracts.FindAsync(found.Dataset, cancellationToken) is not { } contract)
            {
                return await EndAsync(item, found, RawObjectStates.Failed,
                    contracts.WhyNone(found.Dataset) + " Then retry the file.", cancellationToken);
            }

            if (work.ReplayOf is { } ingestion)
            {
                return await replay.RunAsync(item, found, ingestion, contract, activity, cancellationToken);
            }

            var name = DatasetKeys.NameOf(found.Key, found.Dataset);
            if (!contract.Contract.Files.Count(name))
            {
                // It did when it landed: the contract was changed since.
                return await EndAsync(item, found, RawObjectStates.Ignored, contract.Contract.Files.WhyNot(name), cancellationToken);
            }

            // Superseded, gone, or done by an attempt whose answer was lost: there is nothing left to do.
            return await ledger.ChangeStateAsync(found.Id, Unfinished, RawObjectStates.Reading, null, cancellationToken)
                ? await reading.RunAsync(item, found, contract, activity, cancellationToken)
                : WorkResult.Done;
        }
        catch (ObjectChangedException)
        {
            // Another object has the key by now, or none: that one is recorded, this one is history.
            var now = await intake.TakeAsync(found.Key, SeenBy.Listing, null, cancellationToken);
            if (work.ReplayOf is not null)
            {
                await ledger.AddStepAsync(found.Id, RawObjectStep.ReplayFailed, now == IntakeOutcome.Missing
                    ? "The file is no longer in the raw store, so its records cannot be read again. Deliver the file again."
                    : "The file was overwritten in the raw store, so its records cannot be read again. The newer file is read on its own.",
                    cancellationToken);
                return WorkResult.Done;
            }

            return now == IntakeOutcome.Missing
                ? await EndAsync(item, found, RawObjectStates.Missing, "The file was removed before it was read.", cancellationToken)
                : await EndAsync(item, found, RawObjectStates.Superseded,
                    "The file was overwritten before it was read; the new file is read instead.", cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && !Transient.IsTransient(fault))
        {
            return await faults.ResultAsync(item, found, work, fault, activity, cancellationToken);
        }
    }

    private async Task<WorkResult> EndAsync(
        WorkItem item, RawObject found, string state, string reason, CancellationToken cancellationToken) =>
        WorkResult.Written(await ledger.FinishAsync(item, found.Id, state, reason, cancellationToken)
            ? WorkOutcome.Done
            : WorkOutcome.LostLease);
}
