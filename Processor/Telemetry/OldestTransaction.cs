namespace Analytics.Processor.Telemetry;

/// <summary>The session of this database whose transaction is open for the longest time.</summary>
internal sealed record OldestTransaction(int ProcessId, string User, string Application, string State, TimeSpan Age);
