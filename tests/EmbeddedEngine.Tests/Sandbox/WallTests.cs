using System.Net;
using System.Net.Sockets;

using Analytics.Engines.Sandbox;
using Analytics.Fixtures;

using Microsoft.Extensions.Options;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

/// <summary>What a child of the service's own user reaches: tried by a shell that stands behind the same walls.</summary>
public sealed class WallTests
{
    /// <summary>Any user but root and the one that children of root become.</summary>
    private const int Somebody = 4242;

    private const string MissingVariable = "ANALYTICS_TEST_WALLS_AS_SOMEBODY";

    private const string Script = """
        try() { if ("${@:2}") > /dev/null 2>&1; then echo "$1: yes"; else echo "$1: no"; fi; }
        try secret cat "$1"
        try environment head -c 1 "/proc/$2/environ"
        try signal kill -0 "$2"
        try connect bash -c "exec 3<>/dev/tcp/127.0.0.1/$3"
        try settings cat "$5"
        try folder ls /tmp
        try input cat "$4/../input"
        try write bash -c "echo x > '$4/own' && cat '$4/own'"
        try link ln -s /etc/passwd "$4/link"
        try pipe mkfifo "$4/pipe"
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stage_ShellOfTheSameUser_ReachesInputsAndScratchOnly(bool walled)
    {
        Assert.SkipUnless(Landlock.Version >= 6, $"This kernel's Landlock has version {Landlock.Version}.");
        using var folder = new ScratchFolder();
        Own(folder.Path);
        var (secret, input, scratch) = (folder.File("secret"), folder.File("input"), folder.File("scratch"));
        var settings = Path.Combine(AppContext.BaseDirectory, $"appsettings.{Guid.NewGuid():N}.json");
        Directory.CreateDirectory(scratch);
        foreach (var file in (string[])[secret, input, settings])
        {
            await File.WriteAllTextAsync(file, "x", Stop);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Own(file);
        }

        Own(scratch);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var service = StartAsSomebody(["sleep", "600"], new Dictionary<string, string> { ["PASSWORD"] = "x" });
        try
        {
            string[] shell =
            [
                "/usr/bin/bash", "-c", Script, "bash",
                secret, $"{service.Id}", $"{((IPEndPoint)listener.LocalEndpoint).Port}", scratch, settings,
            ];
            await using var child = StartAsSomebody([.. walled ? Stage(folder, scratch, input) : [], .. shell]);
            Assert.Equal(0, await child.WaitForExitAsync());

            var refused = walled ? "no" : "yes";
            Assert.Equal(
                [
                    $"secret: {refused}", $"environment: {refused}", $"signal: {refused}", $"connect: {refused}", $"settings: {refused}",
                    $"folder: {refused}", "input: yes", "write: yes", $"link: {refused}", $"pipe: {refused}",
                ],
                child.Lines);
        }
        finally
        {
            File.Delete(settings);
        }
    }

    [Fact]
    public async Task Stage_RulesThatAreNone_RunsNothing()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.File("rules"), "nonsense", Stop);
        await using var child = ChildProcess.Start(
            "dotnet",
            [
                "exec", Path.Combine(AppContext.BaseDirectory, EngineProgram.FileName), "--walls", folder.File("rules"),
                "/usr/bin/echo", "ran",
            ]);

        Assert.Equal(71, await child.WaitForExitAsync());
        await child.WaitForAsync("The sandbox's walls could not be put up, so nothing is run");
        Assert.DoesNotContain("ran", child.Lines);
    }

    [Fact]
    public async Task Build_WhereThereIsLandlock_PutsTheStageBeforeTheEngine()
    {
        var tools = await SandboxTools.FindAsync(65534, Stop);
        var program = new EngineProgram("/host/dotnet", "/engine/engine.dll");

        var words = SandboxCommand.Build(tools, program, new SandboxLimits(), null, "/scratch", "/scratch/walls").ArgumentList;

        string[] tail =
            ["/host/dotnet", "exec", "/engine/engine.dll", "--walls", "/scratch/walls", "/host/dotnet", "exec", "/engine/engine.dll"];
        Assert.Equal(tail, words.TakeLast(tail.Length));
    }

    [Fact]
    public async Task Engine_ServiceIsNotRoot_RunsBehindLandlock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root starts programs as another user.");
        Assert.SkipUnless(Landlock.Version > 0, "This kernel has no Landlock.");
        await using var service = StartAsSomebody(
            ["dotnet", typeof(WallTests).Assembly.Location, "-method", $"*.{nameof(Run_AsSomebody)}", "-explicit", "on"],
            new Dictionary<string, string> { [MissingVariable] = "yes", ["HOME"] = "/tmp", ["DOTNET_CLI_HOME"] = "/tmp" });

        Assert.True(await service.WaitForExitAsync() == 0, string.Join('\n', service.Lines));
    }

    /// <summary>The service of the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Run_AsSomebody()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(MissingVariable) is null, "Only the test above starts this.");
        await using var bench = new EngineBench();

        Assert.False(Environment.IsPrivilegedProcess);
        Assert.Contains("Landlock", await bench.Sandbox.WallsAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(1, (await bench.SucceedAsync(bench.Task("select count(*) as x from t"))).Rows);
    }

    [Fact]
    public async Task Walls_AskedForAndMissing_EndTheStartAndAreNamed()
    {
        var missing = (await SandboxTools.FindAsync(65534, Stop)).Missing;
        await using var bench = new EngineBench(new SandboxOptions { RequireIsolation = true });

        if (missing.Count == 0)
        {
            Assert.Contains("a network namespace of its own", await bench.Sandbox.WallsAsync(Stop), StringComparison.Ordinal);
            return;
        }

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => bench.Sandbox.WallsAsync(Stop));
        Assert.Equal(missing.Select(wall => $"Sandbox:RequireIsolation is set, but {wall}."), fault.Failures);
    }

    private static string[] Stage(ScratchFolder folder, string scratch, string input)
    {
        var program = EngineProgram.Find(new SandboxOptions());
        var rules = folder.File("rules");
        WallRules.Write(rules, [.. WallRules.Of(program, scratch, [input]), new WallRule(WallRights.Run, "/usr/bin")]);
        return [program.Host, "exec", program.Assembly, "--walls", rules];
    }

    private static ChildProcess StartAsSomebody(string[] words, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] all = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Somebody}", $"--regid={Somebody}", "--clear-groups", .. words]
            : words;
        return ChildProcess.Start(all[0], all[1..], environment);
    }

    private static void Own(string path)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Posix.ChangeOwner(path, Somebody);
        }
    }
}
