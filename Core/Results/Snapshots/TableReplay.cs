using Analytics.Catalogue.Jobs;
using Analytics.Storage;

namespace Analytics.Results.Snapshots;

/// <summary>Makes a table's rows again, from a snapshot and the outputs of the runs after it.</summary>
internal sealed class TableReplay(ResultWriter writer, IObjectStore store, string scratch, CancellationToken cancellationToken)
{
    /// <summary>Fills a table that has no rows; returns why that cannot be, or null.</summary>
    /// <param name="table">The result table whose rows these were.</param>
    /// <param name="target">The table that is filled.</param>
    /// <param name="snapshot">What to begin with.</param>
    /// <param name="loads">What comes upon it, the oldest first.</param>
    public async Task<string?> FillAsync(string table, string target, ResultSnapshot? snapshot, IEnumerable<StandingLoad> loads)
    {
        if (snapshot is not null && await RestoreAsync(table, target, snapshot) is { } refusal)
        {
            return refusal;
        }

        foreach (var load in loads)
        {
            var declared = load.Declared with { Table = target };
            if (await ApplyAsync(declared, load.RunId, load.Output.Keys, $"output of run {load.RunId}") is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private async Task<string?> RestoreAsync(string table, string target, ResultSnapshot snapshot)
    {
        var content = snapshot.Content;
        var declared = new JobOutput(target, content.Columns, content.Key, content.Key.Count > 0 ? LoadMode.Upsert : LoadMode.Append);
        if (await writer.PrepareAsync(declared) is not null)
        {
            // The table has got other columns since; without rows it may be made anew.
            declared = declared with { Mode = LoadMode.Replace };
        }

        var fault = await ApplyAsync(declared, runId: null, content.Keys, $"snapshot of {ResultNames.Schema}.{table}");
        if (fault is null)
        {
            await writer.RemoveUndoneAsync(table, target, snapshot);
        }

        return fault;
    }

    private async Task<string?> ApplyAsync(JobOutput declared, long? runId, IReadOnlyList<string> keys, string what)
    {
        var (paths, gone) = await ResultFiles.FetchAsync(store, keys, scratch, cancellationToken);
        if (gone is not null)
        {
            return $"The kept {what} is gone: '{gone}' is not in the store.";
        }

        if (await writer.PrepareAsync(declared) is { } refusal)
        {
            return $"The {what} has other columns. {refusal}";
        }

        await writer.ApplyAsync(declared, runId, paths);
        ResultFiles.RemoveCopies(paths, scratch);
        return null;
    }
}
