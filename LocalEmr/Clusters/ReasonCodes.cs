namespace Analytics.LocalEmr.Clusters;

/// <summary>EMR's words for why a cluster's state changed.</summary>
internal static class ReasonCodes
{
    public const string AllStepsCompleted = "ALL_STEPS_COMPLETED";
    public const string BootstrapFailure = "BOOTSTRAP_FAILURE";
    public const string StepFailure = "STEP_FAILURE";
    public const string UserRequest = "USER_REQUEST";
    public const string ValidationError = "VALIDATION_ERROR";

    public static bool IsError(string? code) => code is BootstrapFailure or StepFailure or ValidationError;
}
