namespace Analytics.Engines.Columns;

/// <summary>Bytes of an input's file that a query reads.</summary>
/// <param name="Path">The file, as the task names it.</param>
/// <param name="Offset">The first of them.</param>
/// <param name="Length">How many.</param>
public sealed record FileRange(string Path, long Offset, long Length);
