namespace Analytics.Tabular.Conversion;

/// <summary>
/// The fault of the earliest block: several threads may each find one, and the same source must get the same outcome
/// every time.
/// </summary>
internal sealed class FirstFault
{
    private readonly Lock _lock = new();
    private long _sequence = long.MaxValue;

    public FileFault? Fault { get; private set; }

    /// <summary>Whether what lies in this block, or behind it, can still matter.</summary>
    public bool IsBehind(long sequence) => Interlocked.Read(ref _sequence) < sequence;

    public bool Any => Interlocked.Read(ref _sequence) != long.MaxValue;

    public void Report(long sequence, FileFault fault)
    {
        lock (_lock)
        {
            if (sequence < _sequence)
            {
                Interlocked.Exchange(ref _sequence, sequence);
                Fault = fault;
            }
        }
    }
}
