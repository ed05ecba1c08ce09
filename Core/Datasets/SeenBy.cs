namespace Analytics.Datasets;

/// <summary>What told of a raw object first.</summary>
public enum SeenBy
{
    Event,
    Listing,
    Upload,
}
