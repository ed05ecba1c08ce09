namespace Analytics.Standalone;

/// <summary>Settings of the whole platform in one process; section <c>Standalone</c>.</summary>
internal sealed class StandaloneOptions
{
    public const string Section = "Standalone";

    /// <summary>
    /// Holds the database, both object stores and scratch space (<c>--data-dir</c>); made when it is missing.
    /// </summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>
    /// Whether the first start lands the sample data (<c>--sample-data false</c> for an empty platform).
    /// </summary>
    public bool SampleData { get; init; } = true;

    /// <summary>
    /// The catalogue where no setting names one (<c>--catalogue</c>): the nearest folder <c>catalog</c>, from the
    /// working directory upwards and then from the program upwards.
    /// </summary>
    public static string FindCatalogue()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, "catalog");
                if (Directory.Exists(Path.Combine(candidate, "datasets")))
                {
                    return candidate;
                }
            }
        }

        // The catalogue's own check says what is wrong with it.
        return Path.Combine(Directory.GetCurrentDirectory(), "catalog");
    }
}
