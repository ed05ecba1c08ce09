using Analytics.Runs;

namespace Analytics.Nemesis.Tests.Checking;

/// <summary>The checker's half that concerns runs and their results.</summary>
internal static class RunChecks
{
    public static IEnumerable<string> Check(Model model, PlatformState state)
    {
        var runs = state.Runs.ToDictionary(run => run.Id);
        var ends = state.RunEnds.ToLookup(end => end.RunId);
        foreach (var id in model.Runs.Where(id => !runs.ContainsKey(id)))
        {
            yield return $"Run {id} was accepted and is not there.";
        }

        foreach (var run in state.Runs)
        {
            if (!RunStates.IsFinal(run.State) || ends[run.Id].Select(end => end.State).ToList() is not [var end] || end != run.State)
            {
                yield return $"Run {run.Id} of {run.Job} is {run.State}; its ends are '{string.Join(", ", ends[run.Id].Select(found => found.State))}'.";
            }
        }

        foreach (var fault in Loads(state, runs).Concat(Rollbacks(model, state)).Concat(Triggers(state)))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> Loads(PlatformState state, Dictionary<long, RunRow> runs)
    {
        var loads = state.Loads.ToLookup(load => load.RunId);
        foreach (var run in state.Runs.Where(run => loads[run.Id].Count() != (run.State == RunStates.Succeeded ? 1 : 0)))
        {
            yield return $"Run {run.Id} of {run.Job} is {run.State} and has {loads[run.Id].Count()} loads.";
        }

        var results = state.Results.ToDictionary(found => (found.Table, found.RunId));
        var replaced = state.Loads.Where(load => load is { Mode: "replace", IsRolledBack: false }).GroupBy(load => load.Table)
            .ToDictionary(group => group.Key, group => group.Max(load => load.RunId));
        foreach (var load in state.Loads)
        {
            var stands = !load.IsRolledBack && (load.Mode != "replace" || replaced[load.Table] == load.RunId);
            var found = results.GetValueOrDefault((load.Table, load.RunId));
            if ((found?.Rows ?? 0) != (stands ? load.Rows : 0))
            {
                yield return $"results.{load.Table} has {found?.Rows ?? 0} rows of run {load.RunId}, not {(stands ? load.Rows : 0)}.";
            }

            // What the run counted must be the version that it pinned, whole.
            var pinned = state.Versions.FirstOrDefault(version => version.Version == runs.GetValueOrDefault(load.RunId)?.InputVersion);
            if (stands && found is not null && found.Orders != pinned?.Rows)
            {
                yield return $"Run {load.RunId} counted {found.Orders} rows in version {pinned?.Version}, which has {pinned?.Rows}.";
            }
        }

        foreach (var stray in state.Results.Where(found => !loads.Contains(found.RunId)))
        {
            yield return $"results.{stray.Table} has {stray.Rows} rows of run {stray.RunId}, which loaded nothing.";
        }
    }

    private static IEnumerable<string> Rollbacks(Model model, PlatformState state)
    {
        var undone = state.Loads.Where(load => load.IsRolledBack).Select(load => load.RunId).ToHashSet();
        return model.Rollbacks.Where(id => !undone.Contains(id)).Select(id => $"Run {id} was to be rolled back and stands.");
    }

    private static IEnumerable<string> Triggers(PlatformState state)
    {
        var current = state.Versions.Count == 0 ? 0 : state.Versions.Max(version => version.Version);
        var seen = state.Runs.Where(run => run.TriggeredBy == RunTriggers.Dataset).Max(run => run.InputVersion) ?? 0;
        if (seen != current)
        {
            yield return $"No run was triggered for version {current}; the last one was for version {seen}.";
        }
    }
}
