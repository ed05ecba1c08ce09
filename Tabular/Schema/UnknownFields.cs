namespace Analytics.Tabular.Schema;

/// <summary>What becomes of a column or key that the contract does not name.</summary>
public enum UnknownFields
{
    /// <summary>CSV and Parquet: the file is rejected. NDJSON and JSON: the record goes to quarantine.</summary>
    Reject,

    /// <summary>It is read over.</summary>
    Ignore,
}
