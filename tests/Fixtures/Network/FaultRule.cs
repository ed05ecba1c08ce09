namespace Analytics.Fixtures.Network;

/// <summary>What a <see cref="FaultProxy"/> does to the bytes of answers; in toxiproxy's words where it has them.</summary>
public sealed class FaultRule
{
    private readonly TimeSpan _latency;
    private readonly int _bytesPerSecond;
    private readonly FaultAction _action;
    private readonly long _flipAt;
    private readonly int _times;
    private readonly long _after;
    private readonly Lock _lock = new();
    private long _passed;
    private int _done;

    private FaultRule(
        FaultAction action = FaultAction.Pass, long after = 0, int times = 0, TimeSpan latency = default, int bytesPerSecond = 0, long flipAt = -1)
    {
        _action = action;
        _after = after;
        _times = times;
        _latency = latency;
        _bytesPerSecond = bytesPerSecond;
        _flipAt = flipAt;
    }

    public static FaultRule None { get; } = new();

    /// <summary>How often the rule has struck.</summary>
    public int Struck => _done;

    /// <summary>Each piece of an answer comes late.</summary>
    public static FaultRule Latency(TimeSpan delay) => new(latency: delay);

    /// <summary>Answers trickle.</summary>
    public static FaultRule Bandwidth(int bytesPerSecond) => new(bytesPerSecond: bytesPerSecond);

    /// <summary>Each time that so many bytes have passed, the connection goes silent; so many times.</summary>
    public static FaultRule Timeout(long afterBytes, int times) => new(FaultAction.Hang, afterBytes, times);

    /// <summary>Each time that so many bytes have passed, the connection is reset; so many times.</summary>
    public static FaultRule ResetPeer(long afterBytes, int times) => new(FaultAction.Reset, afterBytes, times);

    /// <summary>Each time that so many bytes have passed, the connection is closed as if all had been said; so many times.</summary>
    public static FaultRule Cut(long afterBytes, int times) => new(FaultAction.Cut, afterBytes, times);

    /// <summary>One bit of the byte with this number is turned over; so many times, counted anew each time.</summary>
    public static FaultRule FlipBit(long atByte, int times) => new(times: times, flipAt: atByte);

    internal Task DelayAsync(int bytes, CancellationToken cancellationToken)
    {
        var delay = _latency + (_bytesPerSecond > 0 ? TimeSpan.FromSeconds((double)bytes / _bytesPerSecond) : TimeSpan.Zero);
        return delay > TimeSpan.Zero ? Task.Delay(delay, cancellationToken) : Task.CompletedTask;
    }

    internal FaultAction Take(Span<byte> bytes)
    {
        lock (_lock)
        {
            var before = _passed;
            _passed += bytes.Length;
            if (_done >= _times)
            {
                return FaultAction.Pass;
            }

            if (_flipAt >= before && _flipAt < _passed)
            {
                bytes[(int)(_flipAt - before)] ^= 1;
                _done++;
                _passed = 0;
            }

            if (_action == FaultAction.Pass || _passed < _after)
            {
                return FaultAction.Pass;
            }

            _done++;
            _passed = 0;
            return _action;
        }
    }
}
