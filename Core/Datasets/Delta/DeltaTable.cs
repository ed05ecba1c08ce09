using System.Security.Cryptography;
using System.Text;

namespace Analytics.Datasets.Delta;

/// <summary>A dataset as a Delta Lake table.</summary>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="CreatedAt">When it came to be; UTC.</param>
/// <param name="OldestVersion">The oldest version that is kept.</param>
/// <param name="CurrentVersion">The newest one.</param>
internal sealed record DeltaTable(string Dataset, DateTime CreatedAt, long OldestVersion, long CurrentVersion)
{
    /// <summary>
    /// Follows from name and creation alone, so that a log that is written anew is the same table's, and one that another database left
    /// in the store is known as another's.
    /// </summary>
    public Guid Id { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Dataset}@{CreatedAt.Ticks}")).AsSpan(0, 16), bigEndian: true);

    /// <summary>By this name the log's transactions are known as this platform's.</summary>
    public string AppId => $"analytics-platform/{Id}";
}
