using Analytics.Datasets;
using Analytics.Work;

namespace Analytics.Processor.Triggers;

/// <summary>Acts upon a commit's event at once. It is a hint: what is lost is found by <see cref="TriggerLoop"/>.</summary>
internal sealed class DatasetTriggerHandler(DatasetTriggers triggers) : IWorkHandler
{
    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await triggers.FireAsync(item.Read<DatasetCommitted>().Dataset, cancellationToken);
        return WorkResult.Done;
    }
}
