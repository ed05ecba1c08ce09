namespace Analytics.Work.Tests;

/// <summary>What a test's handler does with an item.</summary>
internal sealed class Script(Func<WorkItem, CancellationToken, Task<WorkResult>> play)
{
    public Task<WorkResult> PlayAsync(WorkItem item, CancellationToken cancellationToken) => play(item, cancellationToken);
}
