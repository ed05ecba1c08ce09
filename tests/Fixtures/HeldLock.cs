using Npgsql;

namespace Analytics.Fixtures;

/// <summary>Locks that a test holds in an open transaction, which is rolled back when it is disposed.</summary>
public sealed class HeldLock(NpgsqlConnection connection) : IAsyncDisposable
{
    public int ProcessId => connection.ProcessID;

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
