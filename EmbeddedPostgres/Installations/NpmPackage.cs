using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Analytics.EmbeddedPostgres.Installations;

/// <summary>The package <c>@embedded-postgres/&lt;platform&gt;</c>, where the build installed it.</summary>
internal sealed class NpmPackage(string directory)
{
    public string Directory { get; } = directory;

    public string BinDirectory => Path.Combine(Directory, "native", "bin");

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    public static NpmPackage? Find() => Candidates()
        .Select(modules => Path.Combine(modules, "@embedded-postgres", Platform))
        .Where(System.IO.Directory.Exists)
        .Select(directory => new NpmPackage(directory))
        .FirstOrDefault();

    /// <summary>
    /// Makes the links between shared libraries, which no npm package can hold; the package's own post-install script
    /// would, but npm may be told not to run any.
    /// </summary>
    public void CreateLinks()
    {
        var list = Path.Combine(Directory, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        foreach (var link in JsonSerializer.Deserialize<Link[]>(File.ReadAllText(list), JsonSerializerOptions.Web) ?? [])
        {
            var target = Path.Combine(Directory, link.Target);
            if (File.Exists(target))
            {
                continue;
            }

            var source = Path.GetRelativePath(Path.GetDirectoryName(target) ?? Directory, Path.Combine(Directory, link.Source));
            try
            {
                File.CreateSymbolicLink(target, source);
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process made it in the meantime.
            }
        }
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (var metadata in typeof(NpmPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (metadata is { Key: "NpmPackages", Value: { } modules })
            {
                yield return modules;
            }
        }

        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
        {
            yield return Path.Combine(parent.FullName, "EmbeddedPostgres", "node_modules");
        }
    }

    /// <param name="Source">The file that is there, from the package's root.</param>
    /// <param name="Target">The link to make, from the package's root.</param>
    private sealed record Link(string Source, string Target);
}
