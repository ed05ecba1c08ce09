using System.Threading.Channels;

using Analytics.Engines.Sandbox;
using Analytics.JobFailures;
using Analytics.Machine.Files;

namespace Analytics.Engines;

/// <summary>One SQL task in its child process.</summary>
internal sealed class EmbeddedTask
{
    private const int KeptLines = 10_000;

    private readonly EngineTask _task;
    private readonly Channel<EngineLogLine> _lines = Channel.CreateBounded<EngineLogLine>(
        new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropWrite, SingleWriter = false });

    private SandboxedProcess? _process;

    private EmbeddedTask(EngineTask task) => _task = task;

    /// <summary>Its log; ends with it. Lines past the first 10,000 that nobody has read are dropped.</summary>
    public ChannelReader<EngineLogLine> Lines => _lines.Reader;

    public Task<EngineOutcome> Outcome { get; private set; } = Task.FromException<EngineOutcome>(new InvalidOperationException(
        "Not started."));

    public static async Task<EmbeddedTask> StartAsync(EngineSandbox sandbox, EngineTask task, CancellationToken cancellationToken)
    {
        var running = new EmbeddedTask(task);
        var inputs = task.Inputs.SelectMany(input => input.Files).ToList();
        if (inputs.Find(file => !File.Exists(file)) is { } gone)
        {
            running.Fail(new EngineFailure(
                EngineFailureCode.Input, $"An input file is gone: {gone}", [],
                "See whether retention removed the pinned version; start a new run on the newest one.", Retryable: false));
            return running;
        }

        var request = new EngineRequest { Sql = task, OutcomePath = OutcomeFile.In(task.ScratchDirectory) };
        try
        {
            running._process = await sandbox.StartAsync(
                request, task.Limits, task.ScratchDirectory, inputs, line => running._lines.Writer.TryWrite(line), cancellationToken);
            running.Outcome = running.FollowAsync(running._process);
        }
        catch (IOException exception)
        {
            running.Fail(new EngineFailure(
                EngineFailureCode.NotStarted, "The embedded engine could not be started.", [exception.Message],
                "See the service's log: the disk may be full, or the engine's files may be missing.", Retryable: true));
        }

        return running;
    }

    public void Kill() => _process?.Kill();

    private async Task<EngineOutcome> FollowAsync(SandboxedProcess process)
    {
        EngineOutcome outcome;
        try
        {
            outcome = Judge(await process.Completion, process);
        }
        catch (Exception exception)
        {
            // Whatever it is, whoever waits must hear of an end.
            outcome = new EngineOutcome.Failed(
                new EngineFailure(
                    EngineFailureCode.Crashed, "The engine's end could not be followed.", [exception.Message],
                    "Nothing: the run is retried.", Retryable: true),
                Usage: null);
        }

        if (outcome is EngineOutcome.Failed)
        {
            RemoveScratch();
        }

        _lines.Writer.Complete();
        return outcome;
    }

    private EngineOutcome Judge(SandboxEnd end, SandboxedProcess process)
    {
        var result = end is { ExitCode: 0, Exceeded: null, Killed: false }
            ? OutcomeFile.Read(OutcomeFile.In(_task.ScratchDirectory), EngineJson.Default.SqlRunResult)
            : null;
        process.Report(result?.Phases);
        if (result?.Failure is { } failure)
        {
            return new EngineOutcome.Failed(failure, end.Usage);
        }

        // The path is not the child's to choose.
        var file = new FileInfo(new SessionFolders(_task.ScratchDirectory).ResultFile);
        if (result?.File is not { } written || !PlainFile.IsWithin(_task.ScratchDirectory, file.FullName) || file.Length != written.Bytes)
        {
            return new EngineOutcome.Failed(SandboxFailures.Of(end, _task.Limits), end.Usage);
        }

        Posix.TakeOver(file.FullName);
        return new EngineOutcome.Succeeded(
            [written with { Path = file.FullName }], written.Rows, _task.Output.Columns, end.Usage);
    }

    private void Fail(EngineFailure failure)
    {
        RemoveScratch();
        _lines.Writer.Complete();
        Outcome = Task.FromResult<EngineOutcome>(new EngineOutcome.Failed(failure, null));
    }

    private void RemoveScratch()
    {
        try
        {
            Directory.Delete(_task.ScratchDirectory, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or not to be removed: that changes nothing of how the task ended.
        }
    }
}
