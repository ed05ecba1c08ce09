using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Work.Tests;

public sealed class WorkTelemetryTests(PostgresFixture postgres)
{
    private const string Queue = "telemetry";
    private const string OfQueue = "messaging.destination.name=telemetry";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_DoneAndFailed_AreTimedByOutcomeAndTheDeadOneIsCounted()
    {
        using var metrics = new RecordedMetrics("Analytics.Work");
        using var spans = new RecordedSpans("Analytics.Work");
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await WorkHost.StartAsync(database, services =>
        {
            services.AddSingleton(new Script((item, _) =>
                item.Read<int>() == 1 ? Task.FromResult(WorkResult.Done) : throw new InvalidDataException("What the file held: 4711")));
            services.AddWorker<ScriptedHandler>(Queue);
        });

        await host.Queue.EnqueueAsync(Queue, 1, null, Token);
        await host.Queue.EnqueueAsync(Queue, 2, new EnqueueOptions { MaxAttempts = 2 }, Token);

        await Eventually.TrueAsync(() => metrics.Of("analytics.queue.dead_letters", OfQueue).Count == 1);
        Assert.Single(metrics.Of("messaging.process.duration", OfQueue, "analytics.outcome=done"));
        Assert.Single(metrics.Of(
            "messaging.process.duration", OfQueue, "analytics.outcome=failed", "error.type=System.IO.InvalidDataException"));
        Assert.Single(metrics.Of("messaging.process.duration", OfQueue, "analytics.outcome=dead"));
        Assert.All(metrics.Of("messaging.process.duration", OfQueue), seconds => Assert.InRange(seconds, 0, 60));
        await Eventually.TrueAsync(() => spans.All.Count(span => span.OperationName == "process telemetry") == 3);
        Assert.DoesNotContain(
            spans.All,
            span => span.StatusDescription is not null
                || span.TagObjects.Any(tag => $"{tag.Value}".Contains("4711", StringComparison.Ordinal)));
    }
}
