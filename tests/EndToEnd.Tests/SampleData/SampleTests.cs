namespace Analytics.EndToEnd.Tests.SampleData;

/// <summary>All tests that look at the sample data share one platform, and run one after another.</summary>
[CollectionDefinition]
public sealed class SampleTests : ICollectionFixture<SamplePlatform>;
