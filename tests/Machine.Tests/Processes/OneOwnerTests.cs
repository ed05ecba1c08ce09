using System.Text.RegularExpressions;
using Analytics.Fixtures;
using Analytics.Machine.Files;

namespace Analytics.Machine.Tests.Processes;

/// <summary>A second way of starting, signalling or recognising processes would have the faults again that the one has not.</summary>
public sealed partial class OneOwnerTests
{
    private const string Owner = "Core/Machine/Processes/";

    /// <summary>A step outlives the program that starts it, which nobody owns therefore.</summary>
    private static readonly string[] Exceptions = ["Core/Machine/Libc.cs", "LocalEmr/Runners/StepProcess.cs"];

    [Fact]
    public void Sources_StartAndSignalProcesses_OnlyByTheOneOwner()
    {
        string[] projects = ["Api", "Cli", "Core", "EmbeddedEngine", "EmbeddedPostgres", "Ingestor", "LocalEmr", "Migrator", "Processor",
            "SampleData", "ServiceDefaults", "Standalone", "Tabular"];
        var sources = projects
            .SelectMany(project => new FolderWalk(Repository.PathOf(project), WalkLimits.Store, IsSource).Names($"{project}/"))
            .Where(file => file.IsFile).ToList();

        Assert.Contains(sources, file => file.Name.StartsWith(Owner, StringComparison.Ordinal) && IsOwner(file));
        Assert.Empty(sources
            .Where(file => !file.Name.StartsWith(Owner, StringComparison.Ordinal) && !Exceptions.Contains(file.Name) && IsOwner(file))
            .Select(file => file.Name));
    }

    private static bool IsOwner(WalkedName file) => Owns().IsMatch(File.ReadAllText(file.Path));

    private static bool IsSource(string name) =>
        name.EndsWith(".cs", StringComparison.Ordinal)
        || (name[^1] == '/' && !name.EndsWith("/obj/", StringComparison.Ordinal) && !name.EndsWith("/bin/", StringComparison.Ordinal)
            && !name.EndsWith("/node_modules/", StringComparison.Ordinal));

    [GeneratedRegex(
        @"\bnew Process\b|\bProcess\.Start\(|\bLibc\.Kill\(|\.Kill\(entireProcessTree|""/proc/\{[^}]*\}/(stat|status|cmdline)",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Owns();
}
