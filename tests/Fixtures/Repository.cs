namespace Analytics.Fixtures;

/// <summary>The repository that the tests were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string> Root = new(Find);

    /// <summary>The path of a file or folder of it.</summary>
    public static string PathOf(params ReadOnlySpan<string> names) => Path.Combine([Root.Value, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.slnf")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("No repository lies above the tests.");
    }
}
