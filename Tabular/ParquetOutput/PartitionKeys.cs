using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// The partitions that a source has rows for, counted for all workers together: whether there are too many must not hang
/// on which worker got which block.
/// </summary>
internal sealed class PartitionKeys(ConversionLimits limits)
{
    /// <summary>Bytes of all keys together: they stay in memory until the source ends.</summary>
    private const long MaxKeyBytes = 8 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly HashSet<byte[]> _keys = new(PartitionKeyComparer.Instance);
    private long _bytes;

    /// <summary>Counts a partition in; throws where that is one too many.</summary>
    public void Add(byte[] key)
    {
        lock (_lock)
        {
            _bytes += _keys.Add(key) ? key.Length : 0;
            if (_keys.Count > limits.MaxPartitions)
            {
                throw TooMany($"The rows of the file belong to more than {limits.MaxPartitions:N0} partitions.");
            }

            if (_bytes > MaxKeyBytes)
            {
                throw TooMany($"The values that the rows are partitioned by have more than {MaxKeyBytes:N0} bytes.");
            }
        }
    }

    private static FileFaultException TooMany(string message) => new(new FileFault(
        "partitions.too_many",
        message,
        "Partition by columns with fewer values, such as a year or a country (partitionBy in the contract)."));
}
