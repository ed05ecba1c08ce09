using Analytics.Database;
using Analytics.Engines;

using Dapper;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Runs;

/// <summary>What people ask of runs.</summary>
public sealed class RunReads([FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database)
{
    /// <summary>The most that one page holds.</summary>
    public const int MaxPage = 1000;

    /// <summary>A page of runs, newest first.</summary>
    public async Task<IReadOnlyList<RunSummary>> ListAsync(RunFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await SelectAsync(connection, filter, ids: null, cancellationToken);
    }

    /// <summary>One run; null where there is none.</summary>
    public async Task<RunDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var summary = await SelectAsync(connection, new RunFilter { Limit = 1 }, [id], cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<DetailRow>(new CommandDefinition(
            Sql.Of<RunReads>("FindRun"), new { id }, cancellationToken: cancellationToken));
        if (row is null || summary.Count == 0)
        {
            return null;
        }

        var definition = RunJson.Read<RunDefinition>(row.Definition);
        return new RunDetail(
            summary[0],
            definition,
            EffectiveParameters.Of(definition.Job, RunJson.Read<Dictionary<string, string?>>(row.Parameters)),
            row.Inputs is null ? null : RunJson.Read<Dictionary<string, long>>(row.Inputs),
            row.Engine,
            row.EngineReason,
            row.Cause is null ? null : RunJson.Read<RunCause>(row.Cause),
            row.Output is null ? null : RunJson.Read<RunOutput>(row.Output),
            row.OutputRemovedAt,
            row.PeakMemoryBytes,
            row.CpuSeconds,
            row.TraceParent,
            row is { ExpectedSeconds: { } seconds, ExpectedBasis: { } basis }
                ? new EngineEstimate(TimeSpan.FromSeconds(seconds), row.ExpectedUsd, basis)
                : null,
            row.CostNote is { } note ? new EngineCost(row.CostUsd, note) : null);
    }

    /// <summary>The newest run of a job before another one that succeeded and was not rolled back; null where there is none.</summary>
    public async Task<RunDetail?> PreviousAsync(string job, long before, CancellationToken cancellationToken)
    {
        var filter = new RunFilter { Job = job, State = RunStates.Succeeded, BeforeId = before, Limit = 1 };
        return await ListAsync(filter, cancellationToken) is [var previous] ? await FindAsync(previous.Id, cancellationToken) : null;
    }

    /// <summary>The trace contexts in which the files landed that made these versions.</summary>
    public async Task<IReadOnlyList<string>> InputTracesAsync(
        IReadOnlyDictionary<string, long> versions, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            Sql.Of<RunReads>("InputTraces"),
            new { datasets = versions.Keys.ToArray(), versions = versions.Values.ToArray() },
            cancellationToken: cancellationToken))];
    }

    /// <summary>Lines of a run's log after <paramref name="afterSequence"/> (0 for the first page), in order.</summary>
    public async Task<IReadOnlyList<RunLogLine>> LogAsync(long id, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<RunLogLine>(new CommandDefinition(
            Sql.Of<RunReads>("ReadLog"), new { id, after = afterSequence, limit = Math.Clamp(limit, 1, MaxPage) },
            cancellationToken: cancellationToken))];
    }

    /// <summary>The newest and the newest good run of each job that ever ran, or of one job.</summary>
    public async Task<IReadOnlyList<JobRuns>> LatestAsync(string? job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<LatestRow>(new CommandDefinition(
            Sql.Of<RunReads>("LatestRuns"), new { job }, cancellationToken: cancellationToken))).AsList();
        var ids = rows.SelectMany(row => new[] { row.LastId, row.LastGoodId ?? row.LastId }).Distinct().ToArray();
        var runs = (await SelectAsync(connection, new RunFilter { Limit = int.MaxValue }, ids, cancellationToken)).ToDictionary(run => run.Id);
        return [.. rows.Select(row => new JobRuns(row.Job, runs[row.LastId], row.LastGoodId is { } good ? runs[good] : null))];
    }

    private static async Task<IReadOnlyList<RunSummary>> SelectAsync(
        NpgsqlConnection connection, RunFilter filter, long[]? ids, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<RunSummary>(new CommandDefinition(Sql.Of<RunReads>("SelectRuns"), new
        {
            filter.Job,
            filter.State,
            filter.BeforeId,
            ids,
            limit = ids is null ? Math.Clamp(filter.Limit, 1, MaxPage) : ids.Length,
        }, cancellationToken: cancellationToken))];

    private sealed record DetailRow(
        string Definition, string Parameters, string? Inputs, string? Engine, string? EngineReason, string? Cause, string? Output,
        long? PeakMemoryBytes, double? CpuSeconds, string? TraceParent, double? ExpectedSeconds, decimal? ExpectedUsd,
        string? ExpectedBasis, string? CostNote, decimal? CostUsd, DateTime? OutputRemovedAt);

    private sealed record LatestRow(string Job, long LastId, long? LastGoodId);
}
