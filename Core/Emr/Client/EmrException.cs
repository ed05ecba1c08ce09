namespace Analytics.Emr.Client;

/// <summary>A call of EMR that gave no answer, or a refusal.</summary>
/// <param name="code">EMR's word for it (<c>ValidationException</c>), or <see cref="Unavailable"/>.</param>
/// <param name="isTransient">Whether the same call may succeed later; it has been repeated already where that is harmless.</param>
/// <param name="isOutcomeUnknown">Whether EMR may have done what was asked for all the same: the reply was lost.</param>
internal sealed class EmrException(
    string code, string message, bool isTransient, bool isOutcomeUnknown = false, Exception? inner = null)
    : Exception(message, inner)
{
    public const string Unavailable = "Unavailable";

    public string Code => code;

    public bool IsTransient => isTransient;

    /// <summary>Whether EMR has no such cluster or step. Any other refusal says nothing of them.</summary>
    public bool IsGone => code is "InvalidRequestException" or "ValidationException";

    public bool IsOutcomeUnknown => isOutcomeUnknown;
}
