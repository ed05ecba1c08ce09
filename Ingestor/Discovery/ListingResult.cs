namespace Analytics.Ingestor.Discovery;

/// <summary>What one listing found.</summary>
public sealed class ListingResult
{
    /// <summary>Names in the folder that files are taken from.</summary>
    public int Names { get; set; }

    /// <summary>Objects that no hint had told of.</summary>
    public int Taken { get; set; }

    /// <summary>Objects that were written to a moment ago.</summary>
    public int Settling { get; set; }

    /// <summary>Objects that went before they were read.</summary>
    public int Missing { get; set; }
}
