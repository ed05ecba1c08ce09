using Analytics.Fixtures;
using Analytics.Fixtures.Results;
using Analytics.Tests;

namespace Analytics.Results.Tests.Queries;

[Collection<MeasuredAlone>]
public sealed class DashboardMemoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Run_OneValueOfManyMegabytes_IsNeverInMemory()
    {
        var token = TestContext.Current.CancellationToken;
        await using var harness = await ResultHarness.CreateAsync(postgres, ("Results:QueryTimeout", "00:02:00"));
        await harness.Dashboards.RunAsync("select 1", [], new Dictionary<string, string?>(), token);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var answer = await harness.Dashboards.RunAsync("select repeat('x', 60000000)", [], new Dictionary<string, string?>(), token);

        Assert.Equal("results.tooLarge", answer.Fault?.Code);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 30_000_000);
    }
}
