namespace Analytics.Engines.Sandbox;

/// <summary>Measures the parts of a child's task.</summary>
public sealed class EnginePhases(TimeProvider time)
{
    public const string Open = "open session";
    public const string Check = "check statement";
    public const string Execute = "execute statement";
    public const string Verify = "verify output";

    private readonly List<EnginePhase> _done = [];

    internal static IReadOnlySet<string> Names { get; } = new HashSet<string>(StringComparer.Ordinal) { Open, Check, Execute, Verify };

    public IReadOnlyList<EnginePhase> Done => _done;

    /// <summary>Does a part; one that throws is measured, too.</summary>
    public T Measure<T>(string name, Func<T> part)
    {
        var (startedAt, begin) = (time.GetUtcNow(), time.GetTimestamp());
        try
        {
            return part();
        }
        finally
        {
            _done.Add(new EnginePhase(
                name,
                (startedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
                time.GetElapsedTime(begin).Ticks / TimeSpan.TicksPerMicrosecond));
        }
    }

    public void Measure(string name, Action part) => Measure(name, () =>
    {
        part();
        return true;
    });
}
