using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Emr.Costs;
using Analytics.Emr.Tests.Client;
using Analytics.Engines;

namespace Analytics.Emr.Tests.Costs;

public sealed class EmrCostsTests
{
    private const string Type = "m5.xlarge";
    private const string Label = "prices of 2026-01-02 in x";

    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly EmrPrices Prices = new(
        new DateOnly(2026, 1, 2), "x", 0.5m, new Dictionary<string, EmrPrice> { [Type] = new(1, 0.2m), ["r5.xlarge"] = new(2, 0.4m) });

    [Fact]
    public async Task Share_AloneOnTwoMachines_IsTheirPriceWhileItRan() =>
        Assert.Equal(new EngineCost(1.2m, Label), await ShareAsync([Machine(), Machine()], minutes: 30));

    [Fact]
    public async Task Share_SpotMachine_CostsLessOfEc2AndAllOfEmr() =>
        Assert.Equal(0.7m, (await ShareAsync([Machine(market: "SPOT")], minutes: 60)).Usd);

    [Fact]
    public async Task Share_MachineThatCameLateAndOneThatWentEarly_CountForTheTimeThatTheyWere() => Assert.Equal(
        0.9m,
        (await ShareAsync([Machine(from: Noon.AddMinutes(30)), Machine(to: Noon.AddMinutes(15))], minutes: 60)).Usd);

    [Fact]
    public async Task Share_AnotherStepHalfOfTheTime_IsHalvedForThatTime() => Assert.Equal(
        0.9m, (await ShareAsync([Machine()], minutes: 60, (Noon.AddMinutes(30), Noon.AddMinutes(90)))).Usd);

    [Fact]
    public async Task Share_StepsBeforeAndStepsThatNeverStarted_TakeNothingOfIt() => Assert.Equal(
        1.2m, (await ShareAsync([Machine()], minutes: 60, (Noon.AddMinutes(-30), Noon), (null, Noon.AddMinutes(60)))).Usd);

    [Fact]
    public async Task Share_TypeWithoutAPrice_IsNotKnownAndSaysWhich() => Assert.Equal(
        new EngineCost(null, $"no price of x9.huge is known; {Label}"),
        await ShareAsync([Machine(), Machine("x9.huge")], minutes: 60));

    [Fact]
    public async Task Of_AStepOnAmazon_AsksForInstancesAndSteps()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says($$$"""
                {"Instances":[{"InstanceType":"{{{Type}}}","Market":"ON_DEMAND","Status":{"State":"RUNNING","Timeline":{
                    "CreationDateTime":{{{Noon.AddHours(-1).ToUnixTimeSeconds()}}} } } }]}
                """)
            .Says("""{"Steps":[]}""");

        var cost = await CostsOf(emr).OfAsync(
            new EmrHandle("j-1", "s-1"), Step(Noon, Noon.AddMinutes(30)), TestContext.Current.CancellationToken);

        Assert.Equal(new EngineCost(0.6m, Label), cost);
    }

    [Fact]
    public async Task Of_EmrRefusesToTell_IsNotKnownAndDoesNotFail()
    {
        await using var emr = (await ScriptedEmr.StartAsync())
            .Says("""{"__type":"AccessDeniedException","Message":"not you"}""", status: 400);

        var cost = await CostsOf(emr).OfAsync(
            new EmrHandle("j-1", "s-1"), Step(Noon, Noon.AddMinutes(30)), TestContext.Current.CancellationToken);

        Assert.Null(cost.Usd);
        Assert.Contains("not you", cost.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_AnotherEmrThanAmazons_HasNoPrice()
    {
        await using var emr = await ScriptedEmr.StartAsync();

        var cost = await new EmrCosts(emr.Client, Prices, isAmazons: false).OfAsync(
            new EmrHandle("j-1", "s-1"), Step(Noon, Noon), TestContext.Current.CancellationToken);

        Assert.Null(cost.Usd);
        Assert.Contains("not Amazon's", cost.Note, StringComparison.Ordinal);
        Assert.Empty(emr.Requests);
    }

    [Theory]
    [InlineData(true, 60, 3.6)]
    [InlineData(false, 60, 4.02)]
    public async Task Expect_ACluster_IsItsMachinesForTheTimeAndTheWayToThem(bool isUp, int minutes, double usd)
    {
        await using var emr = await ScriptedEmr.StartAsync();

        var expected = CostsOf(emr).Expect(new EmrSettings(), TimeSpan.FromMinutes(minutes), isUp, "a guess");

        Assert.Equal(usd, (double)(expected.Usd ?? 0), 9);
        Assert.Equal(TimeSpan.FromMinutes(isUp ? minutes : minutes + 7), expected.Time);
        Assert.EndsWith(Label, expected.Basis, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expect_SpotShare_IsCheaper()
    {
        await using var emr = await ScriptedEmr.StartAsync();

        var expected = CostsOf(emr).Expect(new EmrSettings { SpotShare = 0.5 }, TimeSpan.FromHours(1), isUp: true, "a guess");

        Assert.Equal(1.2m + 1.2m + 0.7m, expected.Usd);
    }

    [Fact]
    public async Task Expect_ClusterOfOnesOwn_HasATimeAndNoPrice()
    {
        await using var emr = await ScriptedEmr.StartAsync();

        var expected = CostsOf(emr).Expect(new EmrSettings { ClusterId = "j-1" }, TimeSpan.FromHours(1), isUp: true, "a guess");

        Assert.Equal(new EngineEstimate(TimeSpan.FromHours(1), null, "a guess; the cluster is one of yours"), expected);
    }

    private static EmrCosts CostsOf(ScriptedEmr emr) => new(emr.Client, Prices, isAmazons: true);

    private static async Task<EngineCost> ShareAsync(
        EmrInstance[] machines, int minutes, params (DateTimeOffset? Start, DateTimeOffset End)[] others)
    {
        await using var emr = await ScriptedEmr.StartAsync();
        return CostsOf(emr).ShareOf(Noon, Noon.AddMinutes(minutes), machines, others);
    }

    private static EmrInstance Machine(
        string type = Type, string market = "ON_DEMAND", DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        new(type, market, new EmrStatus("RUNNING", null, null, new EmrStatus.Times(from ?? Noon.AddHours(-2), null, to)));

    private static EmrStep Step(DateTimeOffset start, DateTimeOffset end) =>
        new("s-1", "run-7-1 daily", null, new EmrStatus(EmrStep.Completed, null, null, new EmrStatus.Times(start, start, end)));
}
