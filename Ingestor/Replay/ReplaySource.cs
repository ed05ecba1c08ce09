using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Replay;

/// <summary>What a replay has beyond the object's content.</summary>
/// <param name="Records">The only records to take.</param>
/// <param name="OpenAgain">Gives the same content once more, from its beginning.</param>
public sealed record ReplaySource(ReplayRecords Records, Func<CancellationToken, Task<Stream>> OpenAgain);
