namespace Analytics.Tabular.Schema;

/// <summary>What a raw file holds, whatever it is compressed with.</summary>
public enum FileFormat
{
    Csv,

    /// <summary>One JSON object a line.</summary>
    Ndjson,

    /// <summary>One JSON array of objects.</summary>
    Json,
    Parquet,
}
