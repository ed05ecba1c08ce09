namespace Analytics.Catalogue;

/// <summary>Section <c>Catalogue</c>.</summary>
public sealed class CatalogueOptions
{
    public const string Section = "Catalogue";

    /// <summary>The folder that holds <c>datasets/</c>, <c>jobs/</c> and <c>dashboards/</c>.</summary>
    public string Path { get; set; } = "";

    /// <summary>How often the files are looked at when no change was noticed.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(30);
}
