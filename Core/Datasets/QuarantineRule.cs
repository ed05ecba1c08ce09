namespace Analytics.Datasets;

/// <summary>How often a rule was broken by records that are in quarantine now.</summary>
/// <param name="Column">The column; empty where the rule concerns the whole record.</param>
/// <param name="Files">Ingestions in which it was broken.</param>
/// <param name="FirstRecord">Of the newest of them, the first record that broke it.</param>
/// <param name="FirstLine">The line on which that record begins, from 1; of a Parquet file its row; null where it was not recorded.</param>
/// <param name="SampleValue">That record's value.</param>
public sealed record QuarantineRule(
    string Column, string Rule, long Violations, long Files, long FirstRecord, long? FirstLine, string? SampleValue);
