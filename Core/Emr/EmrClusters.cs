using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>Finds the cluster that a job asks for, or starts it. Jobs that ask for the same share one.</summary>
internal sealed class EmrClusters(EmrClient emr, IObjectStore store, EmrOptions options, ClusterTurn turn, TimeProvider time)
{
    private const string NamePrefix = "analytics-";
    private const string SparkOnly = "emr-spark-";

    /// <summary>The cluster's id; <paramref name="gone"/> is one that takes no steps any more, whatever its state says.</summary>
    /// <exception cref="EngineFailureException">There is none, and none may be started.</exception>
    public async Task<string> FindAsync(EmrSettings settings, string? gone, CancellationToken cancellationToken)
    {
        if (settings.ClusterId is { } id)
        {
            return id != gone && (await emr.DescribeClusterAsync(id, cancellationToken)).IsOpen
                ? id
                : throw new EngineFailureException(new EngineFailure(
                    EngineFailureCode.NotStarted,
                    $"The cluster {id}, which the job names, accepts no steps: it has ended or is ending.", [],
                    "Name a cluster that runs as emr.clusterId, or leave the key out: then one is started.", Retryable: false));
        }

        return await LookAsync(RequestFor(settings).Name, gone, cancellationToken) is { Id: { } found }
            ? found
            : await turn.RunAsync(() => FindOrStartAsync(settings, gone, cancellationToken), cancellationToken);
    }

    /// <summary>The cluster that stands already for what the job asks for; null where there is none.</summary>
    public async Task<string?> FindStandingAsync(EmrSettings settings, CancellationToken cancellationToken) =>
        settings.ClusterId ?? (await LookAsync(RequestFor(settings).Name, gone: null, cancellationToken)).Id;

    /// <summary>Whether a cluster stands already that the job would run on.</summary>
    public async Task<bool> IsUpAsync(EmrSettings settings, CancellationToken cancellationToken) =>
        await FindStandingAsync(settings, cancellationToken) is not null;

    private async Task<string> FindOrStartAsync(EmrSettings settings, string? gone, CancellationToken cancellationToken)
    {
        var request = RequestFor(settings);
        var (found, others) = await LookAsync(request.Name, gone, cancellationToken);
        if (found is not null)
        {
            return found;
        }

        if (others >= options.MaxClusters)
        {
            throw new EngineFailureException(new EngineFailure(
                EngineFailureCode.NotStarted, $"{others} clusters run for other jobs, and no more may be started.", [],
                "The run is retried. Let jobs ask for the same cluster (keys under emr), which they then share, or raise Emr:MaxClusters.",
                Retryable: true));
        }

        try
        {
            return await emr.RunJobFlowAsync(request, cancellationToken);
        }
        catch (EmrException exception) when (exception.IsOutcomeUnknown)
        {
            // The reply was lost, and perhaps only the reply.
            await Task.Delay(options.PollInterval, time, cancellationToken);
            if ((await LookAsync(request.Name, gone, cancellationToken)).Id is { } started)
            {
                return started;
            }

            throw;
        }
    }

    private async Task<(string? Id, int Others)> LookAsync(string name, string? gone, CancellationToken cancellationToken)
    {
        var others = 0;
        await foreach (var cluster in emr.ListClustersAsync(EmrCluster.OpenStates, cancellationToken))
        {
            if (cluster.Name == name && cluster.Id != gone)
            {
                return (cluster.Id, 0);
            }

            others += cluster.Name?.StartsWith(NamePrefix, StringComparison.Ordinal) is true ? 1 : 0;
        }

        return (null, others);
    }

    private EmrClusterRequest RequestFor(EmrSettings settings)
    {
        var spot = (int)Math.Round(settings.CoreCount * settings.SpotShare, MidpointRounding.AwayFromZero);
        string[] applications = settings.ReleaseLabel.StartsWith(SparkOnly, StringComparison.Ordinal)
            ? ["Spark"]
            : ["Hadoop", "Hive", "Spark"];
        return new EmrClusterRequest
        {
            Name = NamePrefix + Fingerprint(settings),
            LogUri = store.AddressOf(EmrLogs.Root) + "/",
            ReleaseLabel = settings.ReleaseLabel,
            Applications = [.. applications.Select(name => new EmrClusterRequest.Application(name))],
            Instances = new EmrClusterRequest.InstancesRequest(
                [
                    Fleet("MASTER", 1, 0, settings.PrimaryTypes),
                    Fleet("CORE", settings.CoreCount - spot, spot, settings.CoreTypes),
                ],
                options.SubnetIds.Length == 0 ? null : options.SubnetIds.Split(',', StringSplitOptions.TrimEntries)),
            StepConcurrencyLevel = options.StepConcurrency,
            AutoTerminationPolicy = new EmrClusterRequest.IdlePolicy((long)settings.IdleTimeout.TotalSeconds),
            ServiceRole = options.ServiceRole,
            JobFlowRole = options.InstanceProfile,
            Tags =
            [
                // AmazonEMRServicePolicy_v2 allows nothing without it.
                new EmrClusterRequest.Tag("for-use-with-amazon-emr-managed-policies", "true"),
                new EmrClusterRequest.Tag("analytics:store", store.AddressOf(EmrLogs.Root)),
            ],
        };
    }

    private static EmrClusterRequest.Fleet Fleet(string type, int onDemand, int spot, IReadOnlyList<string> types) => new(
        type, type, onDemand, spot, [.. types.Select(name => new EmrClusterRequest.FleetType(name))],
        spot == 0 ? null : new EmrClusterRequest.LaunchSpecification(new EmrClusterRequest.Spot()));

    /// <summary>All that a cluster is started with: what differs in any of it is another cluster.</summary>
    private string Fingerprint(EmrSettings settings)
    {
        string[] parts =
        [
            store.AddressOf(EmrLogs.Root), settings.ReleaseLabel,
            string.Join(',', settings.PrimaryTypes), string.Join(',', settings.CoreTypes),
            settings.CoreCount.ToString(CultureInfo.InvariantCulture), settings.SpotShare.ToString(CultureInfo.InvariantCulture),
            settings.IdleTimeout.ToString(), options.ServiceRole, options.InstanceProfile, options.SubnetIds,
            options.StepConcurrency.ToString(CultureInfo.InvariantCulture),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
    }
}
