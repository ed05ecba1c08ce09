using Analytics.Engines.Columns;
using Analytics.Storage;

namespace Analytics.Processor.Running;

/// <summary>Copies of input files that hold their footers, and what is yet to come of them.</summary>
/// <param name="Copies">By their keys.</param>
/// <param name="Ranges">The bytes that the SELECT reads besides.</param>
internal sealed record PlannedCopies(IReadOnlyDictionary<string, PartialCopy> Copies, IReadOnlyList<FileRange> Ranges)
{
    public static readonly PlannedCopies None = new(new Dictionary<string, PartialCopy>(StringComparer.Ordinal), []);

    public long Bytes => Ranges.Sum(range => range.Length);
}
