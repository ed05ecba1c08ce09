using Analytics.Core.Work;

namespace Analytics.Core.Tests.Work;

internal sealed class ScriptedHandler(Script script) : IWorkHandler
{
    public Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken) => script.PlayAsync(item, cancellationToken);
}
