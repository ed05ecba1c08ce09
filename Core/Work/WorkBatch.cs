namespace Analytics.Work;

/// <summary>Items that were claimed together and run side by side, each under a lease of its own; one instance for all of them.</summary>
/// <param name="size">How many they are.</param>
public sealed class WorkBatch(int size)
{
    public int Size => size;
}
