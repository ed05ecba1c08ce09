namespace Analytics.Work.Tests;

/// <summary>What the queue ought to do, in a few lines over a list: items in order of their id.</summary>
internal sealed class WorkQueueModel
{
    private int _clock;

    public List<Item> Items { get; } = [];

    public Item? Enqueue(long? id, string? key, short priority, int maxAttempts, bool isDelayed)
    {
        if (key is not null && Items.Exists(item => item.Key == key && item.IsUnfinished))
        {
            return null;
        }

        var item = new Item(id ?? 0, key, priority, maxAttempts) { Due = isDelayed ? int.MaxValue : ++_clock };
        Items.Add(item);
        return item;
    }

    public List<Item> Claim(int limit)
    {
        var claimed = Items.Where(item => item.State == "available" && item.Due < int.MaxValue)
            .OrderByDescending(item => item.Priority).ThenBy(item => item.Due).ThenBy(item => item.Id)
            .Take(limit).ToList();
        foreach (var item in claimed)
        {
            item.State = "running";
            item.Attempt++;
        }

        return claimed;
    }

    public WorkOutcome Complete(WorkItem lease) => Change(lease, item => item.State = "done");

    public WorkOutcome Release(WorkItem lease) => Change(lease, item =>
    {
        item.Attempt--;
        MakeAvailable(item);
    });

    public WorkOutcome Fail(WorkItem lease, bool final)
    {
        var outcome = Change(lease, item => MakeDueOrDead(item, final));
        return outcome is WorkOutcome.Done && Find(lease).State == "dead" ? WorkOutcome.Dead : outcome;
    }

    public int ExpireAndRescue(WorkItem lease) => Change(lease, item => MakeDueOrDead(item, final: false)) is WorkOutcome.Done ? 1 : 0;

    public bool Cancel(long id)
    {
        var item = Items.Find(item => item.Id == id);
        if (item is not { IsUnfinished: true })
        {
            return false;
        }

        item.State = "cancelled";
        item.Owner = null;
        return true;
    }

    public List<long> ReplayDead()
    {
        var replayed = Items.Where(item => item.State == "dead")
            .GroupBy(item => item.Key ?? item.Id.ToString())
            .Select(group => group.Last())
            .Where(item => item.Key is null || !Items.Exists(other => other.Key == item.Key && other.IsUnfinished))
            .ToList();
        var due = ++_clock;
        foreach (var item in replayed)
        {
            (item.State, item.Attempt, item.Due) = ("available", 0, due);
        }

        return [.. replayed.Select(item => item.Id)];
    }

    private Item Find(WorkItem lease) => Items.Single(item => item.Id == lease.Id);

    private WorkOutcome Change(WorkItem lease, Action<Item> change)
    {
        var item = Find(lease);
        if (item.State != "running" || item.Owner != lease.Owner)
        {
            return WorkOutcome.LostLease;
        }

        item.Owner = null;
        change(item);
        return WorkOutcome.Done;
    }

    private void MakeDueOrDead(Item item, bool final)
    {
        if (final || item.Attempt >= item.MaxAttempts)
        {
            item.State = "dead";
            return;
        }

        MakeAvailable(item);
    }

    private void MakeAvailable(Item item)
    {
        item.State = "available";
        item.Due = ++_clock;
    }

    internal sealed class Item(long id, string? key, short priority, int maxAttempts)
    {
        public long Id => id;

        public string? Key => key;

        public short Priority => priority;

        public int MaxAttempts => maxAttempts;

        public string State { get; set; } = "available";

        public int Attempt { get; set; }

        public int Due { get; set; }

        public string? Owner { get; set; }

        public bool IsUnfinished => State is "available" or "running";
    }
}
