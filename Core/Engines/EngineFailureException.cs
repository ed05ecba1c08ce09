namespace Analytics.Engines;

/// <summary>Carries a failure that is told to the job's owner out of the steps of a session; caught where the session is run.</summary>
public sealed class EngineFailureException(EngineFailure failure) : Exception(failure.Message)
{
    public EngineFailure Failure => failure;
}
