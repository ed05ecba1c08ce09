namespace Analytics.Tabular.Conversion;

/// <summary>How often a rule was broken.</summary>
/// <param name="Column">The column; empty where the rule concerns the whole record.</param>
/// <param name="Rule"><c>type</c>, <c>required</c>, <c>unique</c>, <c>maximum</c>, <c>csv.fields</c>, …</param>
/// <param name="Count">Violations.</param>
/// <param name="FirstRecord">The first record that broke it.</param>
/// <param name="SampleValue">Its value there, at most 1 kB.</param>
/// <param name="FirstLine">The line on which that record begins, from 1; of a Parquet file its row.</param>
public sealed record ViolationCount(
    string Column, string Rule, long Count, long FirstRecord, string? SampleValue, long? FirstLine = null);
