namespace Analytics.Nemesis.Tests.Running;

/// <summary>Ends a fault.</summary>
internal sealed class Undo(Func<ValueTask> undo) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => undo();
}
