using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Engines;

namespace Analytics.Emr.Costs;

/// <summary>
/// Dollars of steps and clusters. A step's are those of its cluster's instances while it ran, shared with the steps that ran at the same
/// moments; what a cluster costs while it starts and while nothing runs on it is no run's.
/// </summary>
/// <param name="isAmazons">Whether the EMR is Amazon's: instances of any other are not paid for.</param>
internal sealed class EmrCosts(EmrClient emr, EmrPrices prices, bool isAmazons)
{
    private const string Spot = "SPOT";
    private const string NotAmazons = "it runs on an EMR that is not Amazon's, for which no price is known";

    /// <summary>Between the wish for a cluster and its first step.</summary>
    private static readonly TimeSpan UsualBoot = TimeSpan.FromMinutes(7);

    /// <summary>What a step that is over cost.</summary>
    public async Task<EngineCost> OfAsync(EmrHandle handle, EmrStep step, CancellationToken cancellationToken)
    {
        if (!isAmazons)
        {
            return new EngineCost(null, NotAmazons);
        }

        if (step.Status.Timeline is not { StartDateTime: { } start } times)
        {
            return new EngineCost(0, "it never ran");
        }

        try
        {
            var end = times.EndDateTime ?? emr.Now;
            var instances = await emr.ListInstancesAsync(handle.ClusterId, cancellationToken).ToListAsync(cancellationToken);
            var steps = await emr.ListStepsAsync(handle.ClusterId, null, cancellationToken)
                .TakeWhile(other => (other.Status.Timeline?.EndDateTime ?? end) > start - TimeSpan.FromDays(1))
                .Where(other => other.Id != step.Id)
                .Select(other => (Start: other.Status.Timeline?.StartDateTime, End: other.Status.Timeline?.EndDateTime ?? end))
                .ToListAsync(cancellationToken);
            return ShareOf(start, end, instances, steps);
        }
        catch (EmrException exception)
        {
            return new EngineCost(null, $"EMR did not return the cluster's instances: {exception.Message}");
        }
    }

    /// <summary>What a run of a job is going to cost, at list prices of the first of its instance types.</summary>
    /// <param name="working">How long its step is expected to run.</param>
    /// <param name="isUp">Whether its cluster stands already.</param>
    public EngineEstimate Expect(EmrSettings settings, TimeSpan working, bool isUp, string basis)
    {
        if (!isAmazons)
        {
            return new EngineEstimate(working, null, $"{basis}; {NotAmazons}");
        }

        var whole = isUp || settings.ClusterId is not null ? working : working + UsualBoot;
        if (settings.ClusterId is not null)
        {
            return new EngineEstimate(whole, null, $"{basis}; the cluster is one of yours");
        }

        var spot = settings.CoreCount * (decimal)settings.SpotShare;
        var hourly = prices.Of(settings.PrimaryTypes[0], isSpot: false)
            + ((settings.CoreCount - spot) * prices.Of(settings.CoreTypes[0], isSpot: false))
            + (spot * prices.Of(settings.CoreTypes[0], isSpot: true));
        var note = hourly is null ? $"no price of {settings.PrimaryTypes[0]} or {settings.CoreTypes[0]} is known" : prices.Label;
        return new EngineEstimate(
            whole, hourly * (decimal)whole.TotalHours,
            isUp ? $"{basis}; {note}" : string.Create(
                CultureInfo.InvariantCulture, $"{basis}; with {UsualBoot.TotalMinutes:0} min until a cluster is ready; {note}"));
    }

    internal EngineCost ShareOf(
        DateTimeOffset start, DateTimeOffset end, IReadOnlyList<EmrInstance> instances,
        IReadOnlyList<(DateTimeOffset? Start, DateTimeOffset End)> others)
    {
        var moments = others.SelectMany(other => new[] { other.Start ?? end, other.End }).Append(start).Append(end)
            .Concat(instances.SelectMany(instance => new[]
            {
                instance.Status?.Timeline?.CreationDateTime ?? start, instance.Status?.Timeline?.EndDateTime ?? end,
            }))
            .Where(moment => moment >= start && moment <= end).Distinct().Order().ToList();
        var usd = 0m;
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (from, to) in moments.Zip(moments.Skip(1)))
        {
            var sharers = 1 + others.Count(other => other.Start <= from && other.End >= to);
            foreach (var instance in instances.Where(instance => IsThere(instance, from, to)))
            {
                if (prices.Of(instance.InstanceType ?? "", instance.Market == Spot) is { } hourly)
                {
                    usd += hourly * (decimal)(to - from).TotalHours / sharers;
                }
                else
                {
                    unknown.Add(instance.InstanceType ?? "an unnamed type");
                }
            }
        }

        return unknown.Count > 0 ? new EngineCost(null, $"no price of {string.Join(", ", unknown)} is known; {prices.Label}")
            : instances.Count == 0 ? new EngineCost(null, "EMR no longer lists the cluster's instances")
            : new EngineCost(usd, prices.Label);
    }

    private static bool IsThere(EmrInstance instance, DateTimeOffset from, DateTimeOffset to) =>
        instance.Status?.Timeline is { } times && (times.CreationDateTime ?? from) <= from && (times.EndDateTime ?? to) >= to;
}
