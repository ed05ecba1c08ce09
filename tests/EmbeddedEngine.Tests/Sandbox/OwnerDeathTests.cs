using System.Diagnostics;
using System.Text.Json;

using Analytics.Engines.Sandbox;
using Analytics.Fixtures;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

/// <summary>No child outlives the service that started it.</summary>
public sealed class OwnerDeathTests
{
    private const string ScratchVariable = "ANALYTICS_TEST_OWNED_SCRATCH";

    [Fact]
    public async Task Child_OwnerKilled_DiesToo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The child is found in /proc.");
        await using var bench = new EngineBench();
        var scratch = Path.Combine(bench.Folder, "owned");
        await using var owner = ChildProcess.StartAssembly(
            typeof(OwnerDeathTests).Assembly.Location, ["-method", $"*.{nameof(Own_AChild_UntilKilled)}", "-explicit", "on"],
            new Dictionary<string, string> { [ScratchVariable] = scratch });
        await Eventually.TrueAsync(() => Children.In(scratch).Count == 1);

        await owner.SignalAsync("KILL");

        await Eventually.TrueAsync(() => Children.In(scratch).Count == 0, TimeSpan.FromSeconds(10));
    }

    /// <summary>The owner of the test above, in a process of its own.</summary>
    [Fact(Explicit = true)]
    public async Task Own_AChild_UntilKilled()
    {
        var scratch = Environment.GetEnvironmentVariable(ScratchVariable);
        Assert.SkipWhen(scratch is null, "Only the test above starts this.");
        await using var bench = new EngineBench();

        await bench.RunAsync(bench.Task(EngineBench.Forever) with { ScratchDirectory = scratch });
    }

    [Fact]
    public async Task Child_InputEnds_DiesWhereTheKernelSendsNoSignal()
    {
        await using var bench = new EngineBench();
        var task = bench.Task(EngineBench.Forever);
        Directory.CreateDirectory(task.ScratchDirectory);
        var request = new EngineRequest { Sql = task, OutcomePath = OutcomeFile.In(task.ScratchDirectory) };
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory,
            EngineProgram.FileName)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        Assert.NotNull(child);
        await child.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, EngineJson.Default.EngineRequest));
        await child.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        child.StandardInput.Close();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await child.WaitForExitAsync(limit.Token);
        Assert.NotEqual(0, child.ExitCode);
    }
}
