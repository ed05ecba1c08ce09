namespace Analytics.EndToEnd.Tests.Journeys;

public sealed class DirectoryJourneyTests(DirectoryPlatform platform) : FileToChartJourney(platform), IClassFixture<DirectoryPlatform>;
