using System.Text.RegularExpressions;
using Analytics.Fixtures;
using Analytics.Machine.Files;

namespace Analytics.Machine.Tests.Files;

/// <summary>A second way of walking folders would follow links again.</summary>
public sealed partial class OneWalkerTests
{
    /// <summary>What none but this machine's administrator fills.</summary>
    private static readonly string[] Exceptions =
    [
        "Core/Machine/Files/FolderWalk.cs", "EmbeddedPostgres/", "LocalEmr/Commands/ExampleCommand.cs",
        "Core/Machine/Processes/ProcessSessions.cs", "Standalone/Spark/SparkInstallation.cs",
    ];

    [Fact]
    public void Sources_WalkFolders_OnlyByTheOneWalker()
    {
        string[] projects = ["Api", "Cli", "Core", "EmbeddedEngine", "EmbeddedPostgres", "Ingestor", "LocalEmr", "Migrator", "Processor",
            "SampleData", "ServiceDefaults", "Standalone", "Tabular"];
        var others = new List<string>();
        foreach (var project in projects)
        {
            others.AddRange(new FolderWalk(Repository.PathOf(project), WalkLimits.Store, IsSource).Names($"{project}/")
                .Where(file => file.IsFile && !Exceptions.Any(path => file.Name.StartsWith(path, StringComparison.Ordinal)))
                .Where(file => Walks().IsMatch(File.ReadAllText(file.Path)))
                .Select(file => file.Name));
        }

        Assert.Empty(others);
    }

    private static bool IsSource(string name) =>
        name.EndsWith(".cs", StringComparison.Ordinal)
        || (name[^1] == '/' && !name.EndsWith("/obj/", StringComparison.Ordinal) && !name.EndsWith("/bin/", StringComparison.Ordinal)
            && !name.EndsWith("/node_modules/", StringComparison.Ordinal));

    [GeneratedRegex(
        @"Enumerate(Files|Directories|FileSystem\w+)\(|\bGet(Files|Directories|FileSystem\w+)\(|FileSystemEnumer|RecurseSubdirectories",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Walks();
}
