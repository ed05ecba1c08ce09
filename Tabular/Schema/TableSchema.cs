namespace Analytics.Tabular.Schema;

/// <summary>All that the reader of a raw file needs of its dataset's contract.</summary>
public sealed record TableSchema
{
    private readonly IReadOnlyList<string>? _missingValues;

    public required FileFormat Format { get; init; }

    public TextEncoding Encoding { get; init; }

    public Dialect Dialect { get; init; } = new();

    /// <summary>
    /// Texts that stand for a missing value; quoted CSV fields are never missing, except the empty one where "" is
    /// listed and the column is none of texts. Where none were set: the empty one in CSV; none in JSON and Parquet,
    /// which have null for it.
    /// </summary>
    public IReadOnlyList<string> MissingValues
    {
        get => _missingValues ?? (Format == FileFormat.Csv ? [""] : []);
        init => _missingValues = value;
    }

    /// <summary>The columns, in the order of the Parquet files. 1 to 5,000.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    public UnknownFields UnknownFields { get; init; }

    /// <summary>The share of quarantined records, 0 to 1, past which a file is rejected whole.</summary>
    public double MaxRejectedShare { get; init; }

    /// <summary>Columns whose values split the files, outermost first; empty where files are not split.</summary>
    public IReadOnlyList<string> PartitionBy { get; init; } = [];

    /// <summary>The contract's version, 1 and up, that quarantine entries name.</summary>
    public int ContractVersion { get; init; } = 1;
}
