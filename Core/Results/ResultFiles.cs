using Analytics.Runs;
using Analytics.Storage;

namespace Analytics.Results;

/// <summary>Brings a run's kept output to this machine.</summary>
internal static class ResultFiles
{
    /// <summary>The local paths, in order; or the key of the first file that is gone.</summary>
    public static async Task<(IReadOnlyList<string> Paths, string? Gone)> FetchAsync(
        IObjectStore store, RunOutput output, string scratch, CancellationToken cancellationToken)
    {
        var (paths, gone) = await store.FetchAllAsync([.. output.Keys.Select(ObjectKey.Parse)], scratch, cancellationToken);
        return (paths, gone?.Value);
    }
}
