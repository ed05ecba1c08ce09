namespace Analytics.Tabular.Conversion;

/// <summary>What a converted file holds.</summary>
public enum ConvertedFileKind
{
    /// <summary>Rows of the dataset.</summary>
    Data,

    /// <summary>Records that broke the contract, whole.</summary>
    Quarantine,
}
