using System.Text;

namespace Analytics.Fixtures.Aws.InProcess.S3;

internal sealed class S3Bucket
{
    public SortedDictionary<string, S3Object> Objects { get; } = new(Comparer<string>.Create(
        static (x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))));

    public SortedDictionary<string, S3Upload> Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues, by name, that are told of new objects.</summary>
    public List<string> Notified { get; } = [];
}
