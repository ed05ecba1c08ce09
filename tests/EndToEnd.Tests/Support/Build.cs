using System.Reflection;

namespace Analytics.EndToEnd.Tests.Support;

/// <summary>Where the build left what the tests start and read.</summary>
internal static class Build
{
    public static string StandaloneProgram { get; } = Of("StandaloneProgram");

    /// <summary>Ingestor, Processor and Api.</summary>
    public static IReadOnlyList<string> Services { get; } = [Of("IngestorProgram"), Of("ProcessorProgram"), Of("ApiProgram")];

    public static string Catalogue { get; } = Path.Combine(Of("Repository"), "catalog");

    public static string Project(string name) => Path.Combine(Of("Repository"), name);

    public static string Guide(string name) => Path.Combine(Of("Repository"), "docs", "guide", name);

    public static string SampleFile(string name) => Path.Combine(Path.GetDirectoryName(StandaloneProgram) ?? "", "sample-data", name);

    private static string Of(string key) => typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == key)?.Value
        ?? throw new InvalidOperationException($"The build did not say where '{key}' is.");
}
