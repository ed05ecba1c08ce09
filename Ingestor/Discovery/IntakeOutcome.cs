namespace Analytics.Ingestor.Discovery;

public enum IntakeOutcome
{
    /// <summary>New, and queued to be read.</summary>
    Taken,

    /// <summary>Recorded before, in the same state.</summary>
    Known,

    /// <summary>Written to a moment ago: to be looked at again.</summary>
    Settling,

    /// <summary>No contract names its dataset.</summary>
    Unclaimed,

    /// <summary>Its name is no file's of its dataset, by the contract.</summary>
    Ignored,

    /// <summary>Its name is no key, or the store does not read it.</summary>
    Refused,

    /// <summary>There is no such object any more.</summary>
    Missing,
}
