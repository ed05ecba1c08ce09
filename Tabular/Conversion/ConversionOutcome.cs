namespace Analytics.Tabular.Conversion;

/// <summary>What became of a source.</summary>
public enum ConversionOutcome
{
    /// <summary>Its good rows are in the files, its broken records in quarantine, and the sum holds.</summary>
    Accepted,

    /// <summary>Nothing of it may be used; <see cref="ConversionResult.Fault"/> says why.</summary>
    Rejected,
}
