using System.Diagnostics;
using Analytics.Datasets;
using Analytics.Storage;
using Analytics.Tabular.Conversion;
using Analytics.Work;

namespace Analytics.Ingestor.Ingest;

/// <summary>
/// Converts a source and commits what came of it. Files of an attempt whose commit was never begun are removed here; once it was
/// begun only the sweeper may, since the answer to a commit can be lost.
/// </summary>
public sealed class Attempts(
    [FromKeyedServices(StoreNames.Processed)] IObjectStore processed,
    ScratchFolder scratch,
    SourceConverter converter,
    ObjectCommits commits,
    CrashPoints crash,
    TimeProvider time,
    ILogger<Attempts> logger)
{
    /// <param name="item">The work item, finished with the commit.</param>
    /// <param name="source">What is to be converted.</param>
    /// <param name="replayOf">The ingestion whose quarantined records these are.</param>
    /// <param name="beforeCommit">Throws where the source is no longer what was read.</param>
    /// <param name="activity">The attempt's activity.</param>
    /// <param name="cancellationToken">Cancelled when the lease is lost.</param>
    public async Task<WorkResult> RunAsync(
        WorkItem item, ConversionSource source, long? replayOf, Func<Task> beforeCommit, Activity? activity,
        CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        using var folder = scratch.NewAttempt();
        var attempt = DatasetKeys.NewAttempt(source.Object.Id, item.Attempt);
        var sink = new ProcessedSink(processed, source.Object.Dataset, attempt, crash);
        IngestOutcome outcome;
        try
        {
            using var step = IngestTelemetry.Step("convert");
            var result = await converter.ConvertAsync(source, folder.Path, sink, cancellationToken);
            await beforeCommit();
            var sample = result.Outcome == ConversionOutcome.Rejected ? await sink.PutSampleAsync(folder.Path, cancellationToken) : null;
            outcome = OutcomeOf(source, replayOf, started, result, sink, sample);
            crash.Reach(CrashPoints.BeforeCommit);
        }
        catch (Exception)
        {
            await DiscardAsync(sink, [], source.Object);
            throw;
        }

        CommitResult committed;
        using (IngestTelemetry.Step("commit"))
        {
            committed = await commits.CommitAsync(outcome, item, cancellationToken);
        }

        crash.Reach(CrashPoints.AfterCommit);
        if (committed.Outcome is not (CommitOutcome.Committed or CommitOutcome.LeaseLost))
        {
            await DiscardAsync(sink, committed.Outcome == CommitOutcome.Rejected ? outcome.QuarantineFiles : [], source.Object);
        }

        IngestTelemetry.Record(activity, outcome, committed, time.GetUtcNow() - started);
        Log(outcome, committed, started);
        return WorkResult.Written(committed.Outcome == CommitOutcome.LeaseLost ? WorkOutcome.LostLease : WorkOutcome.Done);
    }

    private static IngestOutcome OutcomeOf(
        ConversionSource source, long? replayOf, DateTimeOffset started, ConversionResult result, ProcessedSink sink,
        IReadOnlyList<NewQuarantineFile>? sample)
    {
        var rejected = result.Outcome == ConversionOutcome.Rejected;
        return new IngestOutcome
        {
            Object = source.Object,
            ContractVersion = source.Contract.Version,
            ReplayOf = replayOf,
            Fault = rejected
                ? result.Fault ?? throw new InvalidOperationException("A rejected conversion names no fault.")
                : null,
            Sha256 = result.Sha256,
            SourceBytes = result.SourceBytes,
            PlainBytes = result.PlainBytes,
            Records = result.Records,
            RowsKept = result.RowsKept,
            RowsQuarantined = result.RowsQuarantined,
            StartedAt = started,
            Files = rejected ? [] : sink.Data,
            QuarantineFiles = sample ?? sink.Quarantine,
            Violations = result.Violations,
        };
    }

    private async Task DiscardAsync(ProcessedSink sink, IReadOnlyList<NewQuarantineFile> named, RawObject item)
    {
        try
        {
            await sink.DiscardAsync(named, CancellationToken.None);
        }
        catch (IOException fault)
        {
            logger.FilesLeftBehind(fault, item.Key);
        }
    }

    private void Log(IngestOutcome outcome, CommitResult result, DateTimeOffset started)
    {
        var item = outcome.Object;
        if (result.Outcome == CommitOutcome.Committed)
        {
            logger.Committed(item.Key, result.Version, item.Dataset, outcome.Records, outcome.RowsKept, outcome.RowsQuarantined,
                Math.Round((time.GetUtcNow() - started).TotalSeconds, 2));
        }
        else if (outcome.Fault is { } fault && result.Outcome == CommitOutcome.Rejected)
        {
            logger.Rejected(item.Key, item.Dataset, fault.Code, fault.Message);
        }
        else
        {
            logger.NotTaken(item.Key, item.Dataset, result.Outcome.ToString());
        }
    }
}
