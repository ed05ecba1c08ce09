namespace Analytics.Catalogue.Jobs;

/// <summary>The engines that a job may name.</summary>
public static class EngineNames
{
    /// <summary>The embedded one where it can, EMR where it must.</summary>
    public const string Auto = "auto";

    public const string Embedded = "embedded";

    public const string Emr = "emr";
}
