namespace Analytics.Datasets;

/// <summary>What came of asking that an object, or its quarantined records, be read again.</summary>
public enum RetakeOutcome
{
    /// <summary>It waits to be read.</summary>
    Queued,

    /// <summary>There is no such object or outcome.</summary>
    NotFound,

    /// <summary>Only rejected and failed objects are taken again, and only the quarantine of committed ones is replayed.</summary>
    WrongState,

    /// <summary>Its outcome under the contract in force stands already; correct the contract first.</summary>
    SameContract,

    /// <summary>The records were replayed already, or a newer object replaced them.</summary>
    AlreadyDone,

    /// <summary>The store has another object under the key by now, which is read by itself.</summary>
    Overwritten,
}
