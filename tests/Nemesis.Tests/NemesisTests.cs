using System.Globalization;
using Analytics.Fixtures;
using Analytics.Nemesis.Tests.Running;

namespace Analytics.Nemesis.Tests;

/// <summary>
/// Several of each service under random faults from one seed: nothing that was acknowledged is lost, doubled, half visible, left running
/// or left behind.
/// </summary>
public sealed class NemesisTests
{
    [Fact]
    public Task Run_FaultsOverFolders_KeepsEveryPromise() => RunAsync(
        nameof(Run_FaultsOverFolders_KeepsEveryPromise),
        async folder => await DirectoryStores.OpenAsync(folder.Path),
        withSpark: !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SPARK_HOME")));

    [Fact]
    public Task Run_FaultsOverBuckets_KeepsEveryPromise() => RunAsync(
        nameof(Run_FaultsOverBuckets_KeepsEveryPromise), async _ => await BucketStores.OpenAsync(), withSpark: false);

    private static async Task RunAsync(string test, Func<ScratchFolder, Task<INemesisStores>> openAsync, bool withSpark)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Faults are signals, mounts and processes found in /proc.");
        var plan = NemesisPlan.FromEnvironment();
        Assert.SkipWhen(plan.Minutes <= 0, "NEMESIS_MINUTES says for how many minutes faults strike; it is not set.");
        using var history = new History(FileOf(test, plan));
        Say(string.Create(CultureInfo.InvariantCulture, $"{test}: seed {plan.Seed}. To repeat it: {plan.Command(test)}"));
        using var folder = new ScratchFolder();
        var platform = await Platform.StartAsync(folder, await openAsync(folder), withSpark);
        var isKept = false;
        try
        {
            var faults = await new NemesisRun(platform, folder, plan, history).RunAsync();
            Assert.True(faults.Count == 0, string.Join('\n', faults));
            isKept = true;
        }
        finally
        {
            if (!isKept)
            {
                foreach (var line in platform.Nodes.SelectMany(node => node.Lines.Prepend($"{node.Name}:")))
                {
                    history.Add(line);
                }

                Say($"{test} failed. Its history: {history.Path}. To repeat it: {plan.Command(test)}");
            }

            await platform.DisposeAsync();
        }

        File.Delete(history.Path);
    }

    private static void Say(string line)
    {
        // With the failure, and at once where the runner shows diagnostics.
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }

    private static string FileOf(string test, NemesisPlan plan) => Path.Combine(
        Directory.CreateDirectory(Repository.PathOf("artifacts", "nemesis")).FullName,
        string.Create(CultureInfo.InvariantCulture, $"{test}-{plan.Seed}.log"));
}
