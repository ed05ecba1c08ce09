namespace Analytics.EndToEnd.Tests.Journeys;

public sealed class S3JourneyTests(S3Platform platform) : FileToChartJourney(platform), IClassFixture<S3Platform>;
