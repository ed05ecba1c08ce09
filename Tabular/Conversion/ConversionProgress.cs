namespace Analytics.Tabular.Conversion;

/// <summary>How far a conversion has come.</summary>
/// <param name="SourceBytes">Bytes of the source read so far, packed as they are.</param>
/// <param name="Records">Records found so far.</param>
public readonly record struct ConversionProgress(long SourceBytes, long Records);
