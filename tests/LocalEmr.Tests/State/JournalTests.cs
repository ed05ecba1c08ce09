using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

using Microsoft.Extensions.Time.Testing;

namespace Analytics.LocalEmr.Tests.State;

public sealed class JournalTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_LastLineCutOffByACrash_IsAsIfItHadNotBeen()
    {
        using (var state = Open())
        {
            state.Add(New("j-1"), []);
            state.Change("j-1", ApiException.NoJobFlow, change => change.Cluster = change.Cluster with { KeepAlive = true });
        }

        var lines = await File.ReadAllTextAsync(_folder.File("journal.jsonl"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder.File("journal.jsonl"), lines[..^20], TestContext.Current.CancellationToken);
        using (var state = Open())
        {
            Assert.False(Assert.Single(state.Clusters()).KeepAlive);
            state.Add(New("j-2"), []);
        }

        using var again = Open();
        Assert.Equal(["j-2", "j-1"], again.Clusters().Select(cluster => cluster.Id));
    }

    [Fact]
    public async Task Open_DamageInTheMiddle_NamesTheLine()
    {
        using (var state = Open())
        {
            state.Add(New("j-1"), []);
            state.Add(New("j-2"), []);
        }

        var lines = await File.ReadAllLinesAsync(_folder.File("journal.jsonl"), TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            _folder.File("journal.jsonl"), ["{broken", .. lines], TestContext.Current.CancellationToken);

        var damage = Assert.Throws<InvalidDataException>(Open);

        Assert.Contains("line 1", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderInUse_SaysSo()
    {
        using var state = Open();

        var fault = Assert.Throws<InvalidOperationException>(Open);

        Assert.Contains("LocalEmr:DataPath", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ClustersPastTheirTime_AreForgotten()
    {
        using (var state = Open())
        {
            state.Add(New("j-old") with { State = ClusterStates.Terminated, Ended = At.AddDays(-61) }, []);
            state.Add(New("j-new") with { State = ClusterStates.Terminated, Ended = At.AddDays(-59) }, []);
        }

        using var again = Open();

        Assert.Equal("j-new", Assert.Single(again.Clusters()).Id);
    }

    [Fact]
    public void Change_ThatThrows_LeavesAllAsItWas()
    {
        using var state = Open();
        state.Add(New("j-1"), []);

        Assert.Throws<ApiException>(() => state.Change<bool>("j-1", ApiException.NoJobFlow, change =>
        {
            change.Cluster = change.Cluster with { KeepAlive = true };
            throw ApiException.NoJobFlow();
        }));

        Assert.False(Assert.Single(state.Clusters()).KeepAlive);
    }

    private EmrState Open() => new(
        Microsoft.Extensions.Options.Options.Create(new LocalEmrOptions { DataPath = _folder.Path }), new FakeTimeProvider(At));

    private static Cluster New(string id) => new()
    {
        Id = id,
        Arn = $"arn:aws:elasticmapreduce:us-east-1:000000000000:cluster/{id}",
        Request = new RunJobFlowInput { Name = "x" },
        Created = At,
    };
}
