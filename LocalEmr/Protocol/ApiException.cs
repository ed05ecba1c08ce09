namespace Analytics.LocalEmr.Protocol;

/// <summary>A refusal in EMR's words; the endpoint answers it.</summary>
internal sealed class ApiException(string type, string message, string? errorCode = null, int status = 400) : Exception(message)
{
    public string Type => type;

    /// <summary>Only an <c>InvalidRequestException</c> has one.</summary>
    public string? ErrorCode => errorCode;

    public int Status => status;

    public static ApiException Validation(string message) => new("ValidationException", message);

    public static ApiException Invalid(string message, string errorCode = "ValidationException") =>
        new("InvalidRequestException", message, errorCode);

    public static ApiException NoCluster(string? id) => Invalid($"Cluster id '{id}' is not valid.", "NoSuchCluster");

    public static ApiException NoStep(string? id) => Invalid($"Step id '{id}' is not valid.", "NoSuchStep");

    public static ApiException NoJobFlow() => Validation("Specified job flow ID does not exist.");
}
