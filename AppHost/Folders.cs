namespace Analytics.AppHost;

/// <summary>Folders that the services are told.</summary>
internal static class Folders
{
    /// <summary>Contracts, jobs and dashboards; services start in folders of their own.</summary>
    public static string Catalogue { get; } = Path.Combine(Repository(), "catalog");

    /// <summary>The stores, where there are no buckets.</summary>
    public static string DefaultData { get; } = Path.Combine(Repository(), ".data");

    /// <summary>
    /// A folder as a parameter: <c>Parameters:{name}</c>, or else <paramref name="otherwise"/>, but never in a manifest: it is one of this
    /// machine.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddFolder(
        this IDistributedApplicationBuilder builder, [ResourceName] string name, string otherwise) =>
        builder.ExecutionContext.IsPublishMode
            ? builder.AddParameter(name)
            : builder.AddParameter(name, () => builder.Configuration[$"Parameters:{name}"] ?? otherwise);

    private static string Repository()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Aspire.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("The AppHost runs from the repository, below the folder of Aspire.sln; there is none above it.");
    }
}
