using Analytics.Fixtures;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>Strikes the platform, one fault after the other, each for some seconds.</summary>
internal sealed class Faults(Platform platform, History history, Random random)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    /// <summary>Past the lease of five seconds, and at times past two of them.</summary>
    private static readonly (TimeSpan Least, TimeSpan More) Freeze = (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(5));

    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(6);

    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await RandomMoment.PassAsync(random, LongestPause);
            await NextAsync();
        }
    }

    private Task NextAsync() => random.Next(100) switch
    {
        < 35 => OnNodeAsync("kill -9", KillAsync),
        < 50 => OnNodeAsync("freeze", FreezeAsync),
        < 62 => KillChildAsync(),
        < 72 => StrikeDatabaseAsync(random.Next(2) == 0 ? "KILL" : "INT"),
        < 87 => StrikeStoreAsync(),
        _ => OnNodeAsync("clock moved", MoveClockAsync),
    };

    private async Task OnNodeAsync(string what, Func<Node, Task> strike)
    {
        var node = platform.Nodes[random.Next(platform.Nodes.Count)];
        if (await node.Turn.WaitAsync(0))
        {
            history.Add($"{what}: {node.Name}");
            await strike(node);
            node.Turn.Release();
        }
    }

    private async Task KillAsync(Node node)
    {
        await node.KillAsync();
        await RandomMoment.PassAsync(random, TimeSpan.FromSeconds(2));
        node.Start();
    }

    private async Task FreezeAsync(Node node)
    {
        await node.SignalAsync("STOP");
        await RandomMoment.PassAsync(random, Freeze.Least, Freeze.More);
        await node.SignalAsync("CONT");
        history.Add($"goes on: {node.Name}");
    }

    private async Task MoveClockAsync(Node node)
    {
        // The steps of LocalEmr are Java's, and would inherit a library that their machine does not get along with.
        if (!FakeClock.IsThere || node == platform.Emr)
        {
            return;
        }

        var offset = random.Next(2) == 0 ? "+1d" : "-1h";
        history.Add($"{node.Name} is started with its clock at {offset}");
        await node.KillAsync();
        node.Start(FakeClock.Variables(offset));
    }

    private async Task KillChildAsync()
    {
        if (platform.ChildrenOfEngines is { Count: > 0 } children)
        {
            var child = children[random.Next(children.Count)];
            history.Add($"kill -9: the engine's process {child}");
            try
            {
                await Signal.SendAsync(child, "KILL");
            }
            catch (InvalidOperationException)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    private async Task StrikeDatabaseAsync(string signal)
    {
        if (!await platform.DatabaseTurn.WaitAsync(0))
        {
            return;
        }

        var struck = platform.Server.ProcessId;
        history.Add($"PostgreSQL gets SIG{signal}");
        try
        {
            await Signal.SendAsync(struck, signal);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }

        await Eventually.TrueAsync(() => platform.Server.ProcessId != struck, TimeSpan.FromMinutes(5));
        platform.DatabaseTurn.Release();
    }

    private async Task StrikeStoreAsync()
    {
        if (platform.Stores.Faults is { Count: > 0 } faults)
        {
            var fault = faults[random.Next(faults.Count)];
            history.Add(fault);
            await using (await platform.Stores.BeginAsync(fault))
            {
                await RandomMoment.PassAsync(random, LongestFault);
            }

            history.Add($"over: {fault}");
        }
    }
}
