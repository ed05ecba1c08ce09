using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Emr.Tests.Client;
using Analytics.Engines;
using Analytics.Fixtures;
using Analytics.Storage;

namespace Analytics.Emr.Tests;

public sealed class EmrClustersTests : IDisposable
{
    private const string None = """{"Clusters":[]}""";
    private readonly ScratchFolder _folder = new();
    private readonly ClusterTurn _turn = new(database: null);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_NoneThatFits_StartsOneAsTheJobAsks()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(None).Says(None).Says("""{"JobFlowId":"j-1"}""");
        var settings = new EmrSettings
        {
            CoreTypes = ["m5.xlarge", "m5a.xlarge"],
            CoreCount = 3,
            SpotShare = 0.5,
            IdleTimeout = TimeSpan.FromMinutes(5),
        };

        Assert.Equal("j-1", await Clusters(emr).FindAsync(settings, null, Token));

        using var request = JsonDocument.Parse(emr.Requests.Last().Body);
        var root = request.RootElement;
        var core = root.GetProperty("Instances").GetProperty("InstanceFleets")[1];
        Assert.Equal(
            ("emr-7.13.0", 300, 1, 2, 2),
            (root.GetProperty("ReleaseLabel").GetString(), root.GetProperty("AutoTerminationPolicy").GetProperty("IdleTimeout").GetInt32(),
                core.GetProperty("TargetOnDemandCapacity").GetInt32(), core.GetProperty("TargetSpotCapacity").GetInt32(),
                core.GetProperty("InstanceTypeConfigs").GetArrayLength()));
        Assert.True(root.GetProperty("Instances").GetProperty("KeepJobFlowAliveWhenNoSteps").GetBoolean());
        Assert.Contains(
            "\"for-use-with-amazon-emr-managed-policies\",\"Value\":\"true\"", emr.Requests.Last().Body, StringComparison.Ordinal);
        Assert.EndsWith("/emr/logs/", root.GetProperty("LogUri").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_SameWishes_ShareACluster()
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says(None).Says(None).Says("""{"JobFlowId":"j-1"}""");
        var clusters = Clusters(emr);
        await clusters.FindAsync(new EmrSettings(), null, Token);
        var name = Regex.Match(emr.Requests.Last().Body, "\"Name\":\"(?<name>analytics-[^\"]+)\"").Groups["name"].Value;
        emr.Says($$$"""{"Clusters":[{"Id":"j-1","Name":"{{{name}}}","Status":{"State":"WAITING"}}]}""");

        Assert.Equal("j-1", await clusters.FindAsync(new EmrSettings(), null, Token));
    }

    [Fact]
    public async Task Find_ReplyLost_FindsTheClusterInsteadOfStartingAnother()
    {
        await using var emr = await ScriptedEmr.StartAsync();
        emr.Says(None).Says(None).LosesReply().Says(context =>
        {
            var name = Regex.Match(emr.Requests.First(request => request.Operation == "RunJobFlow").Body, "\"Name\":\"(?<name>[^\"]+)\"");
            return $$$"""{"Clusters":[{"Id":"j-7","Name":"{{{name.Groups["name"].Value}}}","Status":{"State":"STARTING"}}]}""";
        });

        Assert.Equal("j-7", await Clusters(emr).FindAsync(new EmrSettings(), null, Token));
        Assert.Single(emr.Requests, request => request.Operation == "RunJobFlow");
    }

    [Fact]
    public async Task Find_TooManyClusters_IsRefusedForNow()
    {
        const string two =
            """
            {"Clusters":[{"Id":"j-1","Name":"analytics-a","Status":{"State":"RUNNING"}},
            {"Id":"j-2","Name":"analytics-b","Status":{"State":"RUNNING"}}]}
            """;
        await using var emr = (await ScriptedEmr.StartAsync()).Says(two).Says(two);

        var refused = await Assert.ThrowsAsync<EngineFailureException>(() => Clusters(emr).FindAsync(new EmrSettings(), null, Token));

        Assert.True(refused.Failure.Retryable);
    }

    [Theory]
    [InlineData("WAITING", true)]
    [InlineData("TERMINATED", false)]
    public async Task Find_NamedCluster_IsTakenWhileItIsOpen(string state, bool isTaken)
    {
        await using var emr = (await ScriptedEmr.StartAsync()).Says($$$$"""{"Cluster":{"Id":"j-5","Status":{"State":"{{{{state}}}}"}}}""");
        var finding = Clusters(emr).FindAsync(new EmrSettings { ClusterId = "j-5" }, null, Token);

        if (isTaken)
        {
            Assert.Equal("j-5", await finding);
        }
        else
        {
            Assert.False((await Assert.ThrowsAsync<EngineFailureException>(() => finding)).Failure.Retryable);
        }
    }

    public void Dispose()
    {
        _turn.Dispose();
        _folder.Dispose();
    }

    private EmrClusters Clusters(ScriptedEmr emr) => new(
        emr.Client, new DirectoryObjectStore(_folder.Path),
        new EmrOptions { PollInterval = TimeSpan.FromMilliseconds(1) }, _turn, TimeProvider.System);
}
