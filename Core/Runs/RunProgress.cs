using Analytics.Database;
using Analytics.Engines;
using Analytics.Work;

using Dapper;

using Npgsql;

namespace Analytics.Runs;

/// <summary>
/// What a worker writes of a run. Each write holds only while the work item's lease does, so that a worker that lost it changes
/// nothing; false says that it did.
/// </summary>
public sealed class RunProgress(NpgsqlDataSource database)
{
    /// <summary>Begins a run, or takes it up again; pins the newest versions of its inputs the first time.</summary>
    public async Task<RunStart> BeginAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var id = item.Read<RunWork>().RunId;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            await BeginAsync(connection, id, item, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another run of the job began at the same moment.
            return new RunStart.Busy();
        }

        var row = await connection.QuerySingleOrDefaultAsync<HeldRow>(new CommandDefinition(
            Sql.Of<RunProgress>("FindLeasedRun"), Fenced(id, item), cancellationToken: cancellationToken));
        return row switch
        {
            null => new RunStart.Over(),
            { IsHeld: false } => new RunStart.Lost(),
            { State: RunStates.Queued, CancelRequested: true } => new RunStart.Unwanted(row.ToRun()),
            { State: RunStates.Queued } => new RunStart.Busy(),
            { State: RunStates.Running } => new RunStart.Begun(row.ToRun()),
            _ => new RunStart.Over(),
        };
    }

    /// <summary>Counts a new attempt and forgets the handle of the one before; null when the lease was lost.</summary>
    public async Task<AttemptNumber?> StartAttemptAsync(
        WorkItem item, string engine, string reason, long inputBytes, EngineEstimate expected, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parameters = Fenced(item.Read<RunWork>().RunId, item);
        parameters.Add("engine", engine);
        parameters.Add("reason", reason);
        parameters.Add("inputBytes", inputBytes);
        parameters.Add("expectedSeconds", expected.Time.TotalSeconds);
        parameters.Add("expectedUsd", expected.Usd);
        parameters.Add("expectedBasis", expected.Basis);
        return await connection.QuerySingleOrDefaultAsync<AttemptNumber?>(new CommandDefinition(
            Sql.Of<RunProgress>("StartAttempt"), parameters, cancellationToken: cancellationToken));
    }

    /// <summary>Keeps the engine's handle, before anything waits for it.</summary>
    public Task<bool> StoreHandleAsync(WorkItem item, string handle, CancellationToken cancellationToken) =>
        WriteAsync("StoreHandle", item, parameters => parameters.Add("handle", handle), cancellationToken);

    /// <summary>Keeps what an attempt cost.</summary>
    public Task<bool> StoreUsageAsync(WorkItem item, EngineUsage usage, CancellationToken cancellationToken) =>
        WriteAsync(
            "StoreUsage",
            item,
            parameters =>
            {
                parameters.Add("memory", usage.PeakMemoryBytes);
                parameters.Add("cpu", usage.CpuSeconds);
                parameters.Add("seconds", usage.WallTime.TotalSeconds);
                parameters.Add("costUsd", usage.Cost?.Usd);
                parameters.Add("costNote", usage.Cost?.Note);
            },
            cancellationToken);

    /// <summary>Keeps where the output lies, so that a load which must be repeated does not compute it again.</summary>
    public Task<bool> StoreOutputAsync(WorkItem item, RunOutput output, CancellationToken cancellationToken) =>
        WriteAsync("StoreOutput", item, parameters => parameters.Add("output", RunJson.Write(output)), cancellationToken);

    /// <summary>Forgets the handle and the output of an attempt that failed, so that the next one begins anew.</summary>
    public Task<bool> ForgetAttemptAsync(WorkItem item, CancellationToken cancellationToken) =>
        WriteAsync("ForgetAttempt", item, _ => { }, cancellationToken);

    /// <summary>Ends a run that failed or was cancelled, and its work item with it.</summary>
    /// <param name="item">The run's.</param>
    /// <param name="state">How it ends.</param>
    /// <param name="cause">Why it failed.</param>
    /// <param name="mayRunOn">Whether its engine could not be reached to end its task: then the handle is kept until that is done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkOutcome> EndAsync(
        WorkItem item, string state, RunCause? cause, bool mayRunOn, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await EndAsync(connection, transaction, item.Read<RunWork>().RunId, state, cause, mayRunOn, cancellationToken);
        var outcome = await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken);
        if (outcome is WorkOutcome.Done)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    /// <summary>
    /// Ends a run within the caller's transaction, and makes the job's next one due; false when it had ended before.
    /// </summary>
    public static async Task<bool> EndAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long id, string state, RunCause? cause, bool mayRunOn,
        CancellationToken cancellationToken)
    {
        var isEnded = await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<RunProgress>("EndRun"),
            new { id, state, cause = cause is null ? null : RunJson.Write(cause), mayRunOn },
            transaction,
            cancellationToken: cancellationToken)) == 1;
        if (isEnded)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                Sql.Of<RunProgress>("HurryNext"), new { id }, transaction, cancellationToken: cancellationToken));
        }

        return isEnded;
    }

    private static async Task BeginAsync(NpgsqlConnection connection, long id, WorkItem item, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Locked by a statement of its own: a trigger that this run takes in may hold the row, and the versions are to be looked up
        // after its commit, not before.
        await connection.ExecuteAsync(new CommandDefinition(
            "select from platform.run where id = @id for no key update", new { id }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<RunProgress>("BeginRun"), Fenced(id, item), transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<bool> WriteAsync(
        string sql, WorkItem item, Action<DynamicParameters> add, CancellationToken cancellationToken)
    {
        var parameters = Fenced(item.Read<RunWork>().RunId, item);
        add(parameters);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<RunProgress>(sql), parameters, cancellationToken: cancellationToken)) == 1;
    }

    private static DynamicParameters Fenced(long id, WorkItem item)
    {
        var parameters = new DynamicParameters();
        parameters.Add("id", id);
        parameters.Add("item", item.Id);
        parameters.Add("itemAttempt", item.Attempt);
        parameters.Add("owner", item.Owner);
        return parameters;
    }

    private sealed record HeldRow(
        long Id, string State, string Definition, string Parameters, string? Inputs, string? Engine, string? EngineHandle, int Attempt,
        int MaxAttempts, bool CancelRequested, string? Output, bool IsHeld, TimeSpan Age)
    {
        public LeasedRun ToRun() => new()
        {
            Id = Id,
            Definition = RunJson.Read<RunDefinition>(Definition),
            Parameters = RunJson.Read<Dictionary<string, string?>>(Parameters),
            Inputs = RunJson.Read<Dictionary<string, long>>(Inputs ?? "{}"),
            Engine = Engine,
            EngineHandle = EngineHandle,
            Attempt = Attempt,
            MaxAttempts = MaxAttempts,
            CancelRequested = CancelRequested,
            Output = Output is null ? null : RunJson.Read<RunOutput>(Output),
            AgeWhenTaken = Age,
        };
    }
}
