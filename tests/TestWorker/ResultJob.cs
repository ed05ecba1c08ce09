namespace Analytics.TestWorker;

/// <param name="HoldMilliseconds">How long the item runs before it writes.</param>
/// <param name="IsStubborn">The handler does not heed its cancellation, as one that is stuck in a long call would not.</param>
public sealed record ResultJob(int HoldMilliseconds, bool IsStubborn = false);
