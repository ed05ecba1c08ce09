namespace Analytics.Results;

/// <summary>A column to sort by; NULLs come last.</summary>
public sealed record ResultSort(string Column, bool Descending = false);
