using System.Runtime.InteropServices;

namespace Analytics.Engines.Sandbox;

/// <summary>Where the child's program and its runtime lie.</summary>
/// <param name="Host">The dotnet host of the runtime that this process itself runs on.</param>
/// <param name="Assembly">The engine's assembly.</param>
internal sealed record EngineProgram(string Host, string Assembly)
{
    public const string FileName = "Analytics.EmbeddedEngine.dll";

    public static EngineProgram Find(SandboxOptions options)
    {
        var assembly = options.EnginePath is "" ? Path.Combine(AppContext.BaseDirectory, FileName) : Path.GetFullPath(options.EnginePath);
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        foreach (var file in new[] { assembly, host })
        {
            if (!File.Exists(file))
            {
                throw new FileNotFoundException(
                    $"The embedded engine needs '{file}', which is missing. "
                    + $"Publish EmbeddedEngine beside the service, or set {SandboxOptions.Section}:EnginePath.");
            }
        }

        return new EngineProgram(host, assembly);
    }
}
