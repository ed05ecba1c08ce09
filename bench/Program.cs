using Analytics.Bench;
using Analytics.Bench.Harness;
using Analytics.Bench.Services;

if (args is [BareService.Command, var url])
{
    await BareService.RunAsync(url);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await PinnedRun.TryAsync(args, Console.Out)
    ?? await BenchRun.RunAsync(RatioList.All, Wish.Of(args), Console.Out, stop.Token);
