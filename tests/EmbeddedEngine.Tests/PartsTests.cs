using System.Text.Json;

using Analytics.EmbeddedEngine.Tasks;
using Analytics.Machine.Files;

namespace Analytics.EmbeddedEngine.Tests;

/// <summary>The child runs hostile input: what it does not need does not lie beside it.</summary>
public sealed class PartsTests
{
    private static readonly string[] Foreign = ["AWSSDK", "Amazon", "Npgsql", "Dapper", "dbup", "Analytics.Aws", "Analytics.Database", "Analytics.Storage"];

    private static readonly string Program = typeof(EngineChild).Assembly.Location;

    [Fact]
    public void Parts_OfTheChild_AreNoClientsOfCloudOrDatabase()
    {
        using var parts = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(OwnOutput("Analytics.EmbeddedEngine.dll"), ".deps.json")));
        var named = parts.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name);
        var lying = new FolderWalk(Path.GetDirectoryName(OwnOutput("Analytics.EmbeddedEngine.dll")) ?? "", WalkLimits.Store)
            .Names().Select(file => Path.GetFileName(file.Name));

        Assert.DoesNotContain(named.Concat(lying), IsForeign);
    }

    [Fact]
    public void Parts_OfTheseTests_HoldThem() => Assert.Contains(
        new FolderWalk(Path.GetDirectoryName(Program) ?? "", WalkLimits.Store).Names().Select(file => Path.GetFileName(file.Name)), IsForeign);

    private static bool IsForeign(string part) => Array.Exists(Foreign, name => part.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>In the output of the engine's own project: beside the tests lies what the tests need.</summary>
    private static string OwnOutput(string file) => Path.Combine(
        Path.GetDirectoryName(Program) ?? "", "..", "..", "EmbeddedEngine", Path.GetFileName(Path.GetDirectoryName(Program)) ?? "", file);
}
