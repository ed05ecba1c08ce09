using System.Collections.Concurrent;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Emr.Costs;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Emr;

/// <summary>
/// Runs jobs as steps of a cluster of Amazon EMR, or of what speaks its API. A step goes on when this process ends; its handle,
/// cluster and step, finds it again.
/// </summary>
public sealed class EmrJobEngine : IJobEngine, IAsyncDisposable
{
    /// <summary>What Spark takes to start, whatever it reads, and what it reads on a core node.</summary>
    private const double BytesPerSecond = 20e6;

    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(30);

    private readonly EmrClient _emr;
    private readonly ClusterTurn _turn;
    private readonly EmrClusters _clusters;
    private readonly EmrSteps _steps;
    private readonly EmrCommands _commands;
    private readonly HiveDatabases _databases;
    private readonly EmrWait _wait;
    private readonly EmrCosts _costs;
    private readonly IObjectStore _store;
    private readonly EmbeddedJobEngine _embedded;
    private readonly ILogger<EmrJobEngine> _logger;

    /// <summary>What could not be started, until somebody asks how it ended.</summary>
    private readonly ConcurrentDictionary<string, EngineFailure> _refused = new(StringComparer.Ordinal);

    /// <summary>Handles of steps that are to end.</summary>
    private readonly ConcurrentDictionary<string, bool> _cancelled = new(StringComparer.Ordinal);

    internal EmrJobEngine(
        EmrClient emr, IObjectStore store, EmbeddedJobEngine embedded, EmrOptions options, bool isAmazons, NpgsqlDataSource? database,
        TimeProvider time, ILogger<EmrJobEngine> logger)
    {
        _emr = emr;
        _store = store;
        _embedded = embedded;
        _logger = logger;
        _turn = new ClusterTurn(database);
        _clusters = new EmrClusters(emr, store, options, _turn, time);
        _steps = new EmrSteps(emr, options, time);
        _commands = new EmrCommands(store);
        _databases = new HiveDatabases(emr, store);
        _costs = new EmrCosts(emr, EmrPrices.Read(options.PricesPath), isAmazons);
        _wait = new EmrWait(emr, store, _steps, new EmrOutputs(store, embedded), _costs, _databases, options, time);
    }

    public string Name => EngineNames.Emr;

    public bool IsRemote => true;

    public async Task<EngineEstimate> EstimateAsync(
        JobDefinition job, long inputBytes, UsualTime? usual, CancellationToken cancellationToken)
    {
        var settings = job.Emr ?? new EmrSettings();
        var isUp = false;
        try
        {
            isUp = await _clusters.IsUpAsync(settings, cancellationToken);
        }
        catch (EmrException)
        {
            // A guess is not worth a run: the step's start tells what is wrong.
        }

        var (time, basis) = UsualTime.Expect(usual, LeastTime, BytesPerSecond * Math.Max(settings.CoreCount, 1), inputBytes);
        return _costs.Expect(settings, time, isUp, basis);
    }

    public async Task<string> StartAsync(EngineTask task, CancellationToken cancellationToken)
    {
        try
        {
            return (await AddAsync(task, EmrStage.FirstOf(JobOf(task)), cancellationToken)).ToString();
        }
        catch (EngineFailureException exception)
        {
            return Refuse(exception.Failure);
        }
        catch (EmrException exception)
        {
            return Refuse(NotStarted(exception));
        }
    }

    public async Task<EngineOutcome> WaitAsync(
        EngineTask task, string handle, IProgress<EngineLogLine>? log, CancellationToken cancellationToken)
    {
        if (_refused.TryRemove(handle, out var failure))
        {
            return new EngineOutcome.Failed(failure, null);
        }

        if (!EmrHandle.TryParse(handle, out var step))
        {
            return new EngineOutcome.Lost();
        }

        var outcome = await FollowAsync(
            task, EmrStage.FirstOf(JobOf(task)), step, () => _cancelled.ContainsKey(handle), log, cancellationToken);
        _cancelled.TryRemove(handle, out _);
        return outcome;
    }

    public async Task CancelAsync(string handle, CancellationToken cancellationToken)
    {
        if (_refused.TryRemove(handle, out _) || !EmrHandle.TryParse(handle, out var step))
        {
            return;
        }

        _cancelled[handle] = true;
        if (!step.IsStepKnown)
        {
            // Whoever waits looks it up, and ends it.
            return;
        }

        try
        {
            await _emr.CancelStepAsync(step.ClusterId, step.StepId, cancellationToken);
        }
        catch (EmrException exception)
        {
            // Whoever waits for the step tries again.
            _logger.StepNotCancelled(exception, step.StepId, step.ClusterId);
        }
    }

    public async Task<bool> EndAsync(AbandonedAttempt attempt, CancellationToken cancellationToken)
    {
        var runAddress = EmrFolder.RunAddressOf(_store, attempt.Job.Name, attempt.RunId);
        try
        {
            // By its handle, and where the job's steps go: the handle of the last one may never have been stored.
            var known = EmrHandle.TryParse(attempt.Handle ?? "", out var step) ? step.ClusterId : null;
            var standing = await _clusters.FindStandingAsync(attempt.Job.Emr ?? new EmrSettings(), cancellationToken);
            foreach (var cluster in new[] { known, standing }.OfType<string>().Distinct(StringComparer.Ordinal))
            {
                if (!await EndOnAsync(cluster, attempt, runAddress, cancellationToken))
                {
                    return false;
                }
            }

            return true;
        }
        catch (EmrException exception)
        {
            _logger.RunNotEnded(exception, attempt.RunId);
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return _embedded.DisposeAsync();
    }

    /// <summary>To the end of an attempt's last step. The handle stays that of the first, from which the next is found again.</summary>
    private async Task<EngineOutcome> FollowAsync(
        EngineTask task, EmrStage stage, EmrHandle step, Func<bool> isCancelled, IProgress<EngineLogLine>? log,
        CancellationToken cancellationToken)
    {
        var outcome = await _wait.RunAsync(task, stage, step, isCancelled, log, cancellationToken);
        if (!stage.WritesText || outcome is not EngineOutcome.Succeeded { Usage: var before })
        {
            return outcome;
        }

        try
        {
            var next = stage with { WritesText = false, Before = before.WallTime };
            outcome = await _wait.RunAsync(
                task, next, await AddNextAsync(task, next, step, cancellationToken), isCancelled, log, cancellationToken);
            return outcome switch
            {
                EngineOutcome.Succeeded succeeded => succeeded with { Usage = before.Plus(succeeded.Usage) },
                EngineOutcome.Failed failed => failed with { Usage = before.Plus(failed.Usage) },
                _ => outcome,
            };
        }
        catch (EmrException exception)
        {
            return new EngineOutcome.Failed(NotStarted(exception), before);
        }
    }

    /// <summary>The step that follows another one on its cluster, unless an earlier process has added it.</summary>
    private async Task<EmrHandle> AddNextAsync(EngineTask task, EmrStage stage, EmrHandle earlier, CancellationToken cancellationToken)
    {
        var runAddress = new EmrFolder(_store, task, stage.Job).RunAddress;
        if (await _steps.FindAfterAsync(earlier, task, stage, runAddress, cancellationToken) is { } known)
        {
            return earlier with { StepId = known.Id };
        }

        var arguments = await _commands.PrepareAsync(task, stage, cancellationToken);
        return await _steps.AddOnceAsync(earlier.ClusterId, task, stage, arguments, runAddress, cancellationToken) is { } added
            ? earlier with { StepId = added }
            : EmrHandle.OfAttempt(earlier.ClusterId, task);
    }

    private async Task<EmrHandle> AddAsync(EngineTask task, EmrStage stage, CancellationToken cancellationToken)
    {
        var arguments = await _commands.PrepareAsync(task, stage, cancellationToken);
        var runAddress = new EmrFolder(_store, task, stage.Job).RunAddress;
        var settings = stage.Job.Emr ?? new EmrSettings();
        var cluster = await _clusters.FindAsync(settings, gone: null, cancellationToken);
        try
        {
            return await AddOnceAsync(cluster);
        }
        catch (EmrException exception) when (!exception.IsTransient)
        {
            // Idle for too long, it may have begun to end between the look and the step.
            if ((await _emr.DescribeClusterAsync(cluster, cancellationToken)).IsOpen)
            {
                throw;
            }

            return await AddOnceAsync(await _clusters.FindAsync(settings, cluster, cancellationToken));
        }

        async Task<EmrHandle> AddOnceAsync(string id) =>
            await _steps.AddOnceAsync(id, task, stage, arguments, runAddress, cancellationToken) is { } step
                ? new EmrHandle(id, step)
                : EmrHandle.OfAttempt(id, task);
    }

    private async Task<bool> EndOnAsync(
        string cluster, AbandonedAttempt attempt, string runAddress, CancellationToken cancellationToken)
    {
        try
        {
            if (!await _steps.EndAsync(cluster, attempt.RunId, runAddress, cancellationToken))
            {
                return false;
            }
        }
        catch (EmrException exception) when (exception.IsGone)
        {
            return true;
        }

        await _databases.DropAsync(cluster, attempt.Job, attempt.RunId, attempt.Attempt, cancellationToken);
        return true;
    }

    private static EngineFailure NotStarted(EmrException exception) => new(
        EngineFailureCode.NotStarted, "The step could not be started on EMR.", [exception.Message],
        exception.IsTransient
            ? "The run is retried. Check whether EMR can be reached: Emr:Endpoint, the network, the service's health."
            : "See what EMR says: roles (Emr:ServiceRole, Emr:InstanceProfile), subnets (Emr:SubnetIds), types, quotas.",
        exception.IsTransient);

    private string Refuse(EngineFailure failure)
    {
        var handle = $"{EngineNames.Emr}:not-started:{Guid.NewGuid():N}:";
        _refused[handle] = failure;
        return handle;
    }

    private static JobDefinition JobOf(EngineTask task) =>
        task.Job ?? throw new ArgumentException("A task for EMR holds its job.", nameof(task));
}
