using System.Diagnostics;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;
using Analytics.ServiceDefaults.Tests.Telemetry.CloudWatch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.ServiceDefaults.Tests.Telemetry;

/// <summary>What leaves a service by OTLP, and what does not.</summary>
[Collection(nameof(CloudWatchExportTests))]
public sealed class TelemetryExtensionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_ThatNobodysWorkCaused_AreNoTracesAndThoseWithinOneAre()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var host = Host(collector.Environment);
        await host.StartAsync(Stop);
        using var source = new ActivitySource("Analytics.Test");
        using (source.StartActivity("a poll", ActivityKind.Client))
        using (source.StartActivity("of the poll"))
        {
        }

        using (source.StartActivity("a piece of work", ActivityKind.Consumer))
        using (source.StartActivity("a query", ActivityKind.Client))
        {
        }

        var spans = await SentAsync(collector, "a piece of work");
        Assert.Equal(["a piece of work", "a query"], spans.Select(span => span.Name).Order());
    }

    [Fact]
    public async Task Sampler_NamedByTheEnvironment_IsTheOnlyOne()
    {
        await using var collector = await OtlpCollector.StartAsync();
        using var host = Host(new Dictionary<string, string>(collector.Environment) { ["OTEL_TRACES_SAMPLER"] = "always_on" });
        await host.StartAsync(Stop);
        using var source = new ActivitySource("Analytics.Test");
        using (source.StartActivity("a poll", ActivityKind.Client))
        {
        }

        Assert.Equal("a poll", Assert.Single(await SentAsync(collector, "a poll")).Name);
    }

    [Theory]
    [InlineData(null, "tests")]
    [InlineData("another", "another")]
    public async Task Service_NameGivenOrNot_IsSaidWithEachSpan(string? given, string expected)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = new Dictionary<string, string>(collector.Environment);
        if (given is not null)
        {
            settings["OTEL_SERVICE_NAME"] = given;
        }

        using var host = Host(settings);
        await host.StartAsync(Stop);
        using var source = new ActivitySource("Analytics.Test");
        source.StartActivity("a step")?.Dispose();

        Assert.Equal(expected, Assert.Single(await SentAsync(collector, "a step")).Service);
    }

    [Fact]
    public async Task Requests_Outgoing_AreSpansWithoutWhatIsSignedAndNotWithinACallOfAws()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var other = await OtlpCollector.StartAsync();
        using var host = Host(collector.Environment);
        await host.StartAsync(Stop);
        using var client = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var work = new ActivitySource("Analytics.Test");
        using var aws = new ActivitySource("Analytics.Aws");
        using (work.StartActivity("a piece of work"))
        {
            await client.GetAsync(new Uri($"{other.Address}/direct?X-Amz-Signature=secret"), Stop);
            using (aws.StartActivity("S3/GetObject", ActivityKind.Client))
            {
                await client.GetAsync(new Uri($"{other.Address}/by-the-sdk"), Stop);
            }
        }

        var spans = await SentAsync(collector, "a piece of work");
        Assert.Equal(["GET", "S3/GetObject", "a piece of work"], spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        var request = spans.First(span => span.Name == "GET");
        Assert.Contains("/direct", request.Attributes["url.full"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", request.Attributes["url.full"], StringComparison.Ordinal);
    }

    /// <summary>
    /// Spans are sent in the order of their ends, so that what ended before this one has come, too. The collectors live in this process and
    /// have spans of their own, which are left out.
    /// </summary>
    private static async Task<IReadOnlyList<OtlpSpan>> SentAsync(OtlpCollector collector, string last)
    {
        await Eventually.TrueAsync(() => collector.Spans.Any(span => span.Name == last));
        return [.. collector.Spans.Where(span => span.Scope != "Microsoft.AspNetCore")];
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Information", true)]
    public async Task Logs_OfLibraries_TellOnlyOfWhatIsWrongUnlessConfigured(string? level, bool isTold)
    {
        await using var collector = await OtlpCollector.StartAsync();
        var settings = new Dictionary<string, string>(collector.Environment);
        if (level is not null)
        {
            settings["Logging:LogLevel:Npgsql"] = level;
        }

        using var host = Host(settings, LogLevel.Information);
        await host.StartAsync(Stop);
        var loggers = host.Services.GetRequiredService<ILoggerFactory>();
        loggers.CreateLogger("Npgsql.Command").LogInformation("Command execution completed");
        loggers.CreateLogger("Analytics.Core").LogInformation("It is done");

        await Eventually.TrueAsync(() => collector.Records.Any(record => record.Body == "It is done"));

        Assert.Equal(isTold, collector.Records.Any(record => record.Body == "Command execution completed"));
    }

    private static IHost Host(IReadOnlyDictionary<string, string> settings, LogLevel level = LogLevel.Warning)
    {
        // The test runner's own activity is not recorded, and what it began would not be either.
        Activity.Current = null;
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { ApplicationName = "Analytics.Tests" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.SetMinimumLevel(level);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
