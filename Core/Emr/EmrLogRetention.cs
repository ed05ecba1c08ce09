using Analytics.Storage;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Emr;

/// <summary>Removes what EMR logged of steps long ago.</summary>
public sealed class EmrLogRetention([FromKeyedServices(StoreNames.Processed)] IObjectStore store)
{
    /// <summary>
    /// Removes logs that were written before <paramref name="before"/>; returns how many. A cluster may outlive many runs: each log goes
    /// by its own age.
    /// </summary>
    public async Task<int> RemoveOldAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var entry in store.ListAsync($"{EmrLogs.Root}/", cancellationToken))
        {
            if (entry.ModifiedAt <= before)
            {
                await store.DeleteAsync(entry.Key, cancellationToken);
                removed++;
            }
        }

        return removed;
    }
}
