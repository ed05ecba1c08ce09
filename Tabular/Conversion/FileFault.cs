namespace Analytics.Tabular.Conversion;

/// <summary>Why a file was rejected whole.</summary>
/// <param name="Code">Stable: <c>gzip.truncated</c>, <c>csv.unterminated_quote</c>, <c>rejected.share</c>, …</param>
/// <param name="Message">What is wrong, for people.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Record">Number of the record, from 1; the header is not counted.</param>
/// <param name="Line">Number of the line, from 1; every line end counts, also inside quotes.</param>
/// <param name="ByteOffset">Offset in the unpacked source, in its own bytes: before any transcoding.</param>
public sealed record FileFault(
    string Code, string Message, string Advice, long? Record = null, long? Line = null, long? ByteOffset = null);
