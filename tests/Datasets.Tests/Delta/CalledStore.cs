using System.Collections.Concurrent;
using System.Reflection;
using Analytics.Storage;

namespace Analytics.Datasets.Tests.Delta;

/// <summary>A store that keeps what was called of another one.</summary>
public class CalledStore : DispatchProxy
{
    private IObjectStore? _store;

    public ConcurrentQueue<string> Calls { get; } = new();

    public static (IObjectStore Store, ConcurrentQueue<string> Calls) Of(IObjectStore store)
    {
        var called = Create<IObjectStore, CalledStore>();
        ((CalledStore)called)._store = store;
        return (called, ((CalledStore)called).Calls);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Calls.Enqueue(targetMethod?.Name ?? "");
        return targetMethod?.Invoke(_store, args);
    }
}
