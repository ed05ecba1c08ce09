using Analytics.Database;
using Analytics.Datasets;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.Nemesis.Tests.Checking;
using Analytics.Runs;
using Npgsql;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>One run: work and faults side by side, then peace until all is done, then the stop, the sweep, and the checker.</summary>
internal sealed class NemesisRun(Platform platform, ScratchFolder folder, NemesisPlan plan, History history)
{
    private const int FaultsAtOnce = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly Model _model = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What is wrong at the end.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var operations = new Operations(platform, _model, history, new Random(plan.Seed));
        await Eventually.TrueAsync(ApiAnswersAsync, Patience, "the platform is up");
        history.Add("the platform is up");
        using var halfTime = new CancellationTokenSource(plan.Duration / 2);
        using var enough = new CancellationTokenSource(plan.Duration);
        var faults = Enumerable.Range(1, FaultsAtOnce)
            .Select(n => new Faults(platform, history, new Random(plan.Seed + n)).RunAsync(enough.Token)).ToList();
        await operations.RunAsync(halfTime.Token);
        operations.Correct();
        if (platform.Emr is not null)
        {
            await operations.StartRunAsync(NemesisCatalogue.Spark);
        }

        await operations.RunAsync(enough.Token);
        await Task.WhenAll(faults);
        history.Add("no more faults");
        var leftovers = await EndAsync(operations);
        return Checker.Check(_model, await new StateReader(platform.Database, platform.Stores.Processed, folder).ReadAsync(leftovers));
    }

    private async Task<IReadOnlyList<string>> EndAsync(Operations operations)
    {
        // Each starts once more with its clock put right.
        foreach (var node in platform.Nodes)
        {
            await node.KillAsync();
            node.Start();
        }

        await Eventually.TrueAsync(ApiAnswersAsync, Patience, "the platform is up again");
        history.Add("all are up again");
        await Eventually.TrueAsync(IsQuietAsync, Patience, "all that was acknowledged is done");
        history.Add("all that was acknowledged is done");
        foreach (var job in platform.Emr is null ? NemesisCatalogue.Embedded : NemesisCatalogue.Tables)
        {
            // On a loaded machine an answer may be late even in peace.
            long? run = null;
            await Eventually.TrueAsync(
                async () => (run = await operations.StartRunAsync(job)) is not null, Patience, $"a run of {job} is accepted in peace");
            await Eventually.TrueAsync(
                async () => await platform.ScalarAsync<string>($"select state from platform.run where id = {run}") == RunStates.Succeeded,
                Patience, $"run {run} of {job}, started in peace, succeeds");
        }

        await Eventually.TrueAsync(IsQuietAsync, Patience, "all is quiet");
        await Eventually.TrueAsync(async () => (await RunningStepsAsync()).Count == 0, Patience, "no step runs");
        var leftovers = new List<string>();
        foreach (var node in platform.Nodes.Where(node => node != platform.Emr))
        {
            leftovers.AddRange(await node.StopAsync() is { } fault ? [fault] : (string[])[]);
        }

        leftovers.AddRange(platform.Emr is { } emr && await emr.StopAsync() is { } trouble ? [trouble] : (string[])[]);
        history.Add("all have stopped");
        await SweepAsync();
        leftovers.AddRange((await platform.Stores.UnfinishedWritesAsync()).Select(write => $"unfinished write {write}"));
        leftovers.AddRange(platform.ChildrenOfEngines.Select(id => $"process {id}"));
        leftovers.AddRange(platform.ScratchPaths.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries));
        return leftovers;
    }

    private async Task<bool> ApiAnswersAsync()
    {
        try
        {
            using var answer = await platform.Client.GetAsync(new Uri("/health", UriKind.Relative), Stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException && !Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> IsQuietAsync()
    {
        try
        {
            var open = await platform.ScalarAsync<long>(
                """
                select (select count(*) from platform.work_item where state in ('available', 'running'))
                    + (select count(*) from platform.raw_object where state in ('landed', 'reading'))
                    + (select count(*) from platform.run where state in ('queued', 'running'))
                """);
            return open == 0 && await AllHaveOutcomesAsync() && await IsTriggeredAsync();
        }
        catch (Exception away) when (Transient.IsTransient(away) || away is NpgsqlException)
        {
            return false;
        }
    }

    private async Task<bool> AllHaveOutcomesAsync()
    {
        await using var command = platform.Database.CreateCommand(
            "select count(*) from unnest($1) as s (sha256) where not exists (select from platform.ingestion i where i.sha256 = s.sha256)");
        command.Parameters.Add(new() { Value = _model.Landings.Values.Select(files => files[^1].Sha256).ToArray() });
        return await command.ExecuteScalarAsync(Stop) is 0L;
    }

    /// <summary>A version of which no event told is found by looking, some seconds later.</summary>
    private async Task<bool> IsTriggeredAsync() => await platform.ScalarAsync<bool>(
        """
        select coalesce((select max((inputs ->> 'orders')::bigint) from platform.run where triggered_by = 'dataset'), 0)
            = coalesce((select max(version) from platform.dataset_version), 0)
        """);

    private async Task<IReadOnlyList<string>> RunningStepsAsync()
    {
        if (platform.Emr?.Address is not { } address)
        {
            return [];
        }

        using var client = new EmrClient(address);
        var left = new List<string>();
        foreach (var cluster in (await client.CallAsync("ListClusters", new { })).GetProperty("Clusters").EnumerateArray())
        {
            var id = cluster.GetProperty("Id").GetString() ?? "";
            left.AddRange((await client.StepStatesAsync(id))
                .Where(step => step.Value is "PENDING" or "RUNNING" or "CANCEL_PENDING").Select(step => $"step {step.Key} is {step.Value}"));
        }

        return left;
    }

    private async Task SweepAsync()
    {
        await new Sweeper(platform.Database, platform.Stores.Raw, platform.Stores.Processed)
            .SweepAsync(TimeSpan.Zero, Stop);
        await new RunRetention(platform.Database, platform.Stores.Processed).SweepAsync(TimeSpan.Zero, Stop);
    }
}
