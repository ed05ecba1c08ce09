using System.Globalization;
using System.Text;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>
/// The database that each attempt of a Hive job has in its cluster's metastore. Its script drops it at its end; that of an attempt
/// which did not reach its end is dropped by a step of its own.
/// </summary>
internal sealed class HiveDatabases(EmrClient emr, IObjectStore store)
{
    private const string Script = "drop database if exists ${database} cascade;\n";

    private static readonly ObjectKey Key = ObjectKey.Parse("emr/code/drop-database-1/drop.hql");

    public static string NameOf(long runId, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"analytics_run_{runId}_{attempt}");

    /// <summary>Has the database of an attempt dropped, once the cluster has time for it; a job of another kind has none.</summary>
    public async Task DropAsync(string clusterId, JobDefinition job, long runId, int attempt, CancellationToken cancellationToken)
    {
        if (job.Kind != JobKinds.Hive)
        {
            return;
        }

        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Script));
        await store.PutAsync(Key, content, PutCondition.IfAbsent, cancellationToken);
        var name = NameOf(runId, attempt);
        try
        {
            await emr.AddStepAsync(
                clusterId, $"drop {name}",
                ["hive-script", "--run-hive-script", "--args", "-f", store.AddressOf(Key), "-d", $"database={name}"], cancellationToken);
        }
        catch (EmrException)
        {
            // A cluster that takes no more steps has ended or is about to, and its metastore with it.
        }
    }
}
