namespace Analytics.Work.Tests;

internal sealed class ScriptedHandler(Script script) : IWorkHandler
{
    public Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken) => script.PlayAsync(item, cancellationToken);
}
