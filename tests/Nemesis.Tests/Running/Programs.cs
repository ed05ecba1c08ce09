using System.Reflection;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>Where the build left the services' programs.</summary>
internal static class Programs
{
    public static string Of(string project) => Path.Combine(Metadata("Programs"), project, Metadata("ProgramFolder"), $"Analytics.{project}.dll");

    private static string Metadata(string key) => typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == key)?.Value
        ?? throw new InvalidOperationException($"The build did not say '{key}'.");
}
