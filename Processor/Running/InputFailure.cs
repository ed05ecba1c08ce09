using Analytics.Runs;

namespace Analytics.Processor.Running;

/// <summary>Why a run's inputs cannot be had.</summary>
/// <param name="Retryable">Whether they may be had later: the disk may have space then.</param>
internal sealed record InputFailure(RunCause Cause, bool Retryable = false);
