using Analytics.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>Degraded where the processed store lacks files that the ledger names, or does not answer: the service runs, jobs will fail.</summary>
internal sealed class StoredFilesHealth(StoredFiles files) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            return await files.LackingAsync(cancellationToken) is { Count: > 0 } lacking
                ? HealthCheckResult.Degraded($"The processed store lacks files of {string.Join(", ", lacking)}.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception)
            when (StorageErrors.IsTransient(exception) || exception is NpgsqlException or TimeoutException or IOException)
        {
            return HealthCheckResult.Degraded("The processed store does not answer.", exception);
        }
    }
}
