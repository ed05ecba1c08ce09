namespace Analytics.Standalone;

/// <summary>Settings of the whole platform in one process; section <c>Standalone</c>.</summary>
internal sealed class StandaloneOptions
{
    public const string Section = "Standalone";

    /// <summary>Holds the database, both object stores and scratch space (<c>--data-dir</c>); made when it is missing.</summary>
    public string DataDirectory { get; init; } = ".data";

    /// <summary>Whether the first start lands the sample data (<c>--sample-data false</c> for an empty platform).</summary>
    public bool SampleData { get; init; } = true;

    /// <summary>The first of these that exists is the catalogue, unless <c>Catalogue:Path</c> (<c>--catalogue</c>) names another.</summary>
    public IReadOnlyList<string> CatalogueCandidates { get; init; } = ["catalog", "../catalog"];
}
