namespace Analytics.Api.Problems;

/// <summary>The <c>type</c> of each problem (RFC 9457). Programs compare them, so none is ever renamed; docs/guide/api.md lists them.</summary>
internal static class ProblemTypes
{
    public const string Prefix = "urn:analytics:problem:";

    /// <summary>A parameter or a field of the request is missing, malformed or out of its range; <c>errors</c> names each.</summary>
    public const string Invalid = Prefix + "invalid-request";

    public const string NotFound = Prefix + "not-found";

    public const string MethodNotAllowed = Prefix + "method-not-allowed";

    public const string NotAcceptable = Prefix + "not-acceptable";

    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    public const string TooLarge = Prefix + "too-large";

    /// <summary>What was asked for does not fit the thing's present state, such as the cancelling of a run that has ended.</summary>
    public const string Conflict = Prefix + "conflict";

    public const string ForeignHost = Prefix + "foreign-host";

    public const string CrossSite = Prefix + "cross-site";

    /// <summary>The database does not answer; nothing was lost, and the request may be sent again.</summary>
    public const string DatabaseUnavailable = Prefix + "database-unavailable";

    /// <summary>The database took longer than a request may take.</summary>
    public const string TooSlow = Prefix + "too-slow";

    /// <summary>A fault of the platform; the log has it under the <c>traceId</c>.</summary>
    public const string Internal = Prefix + "internal";

    public static string? OfStatus(int? status) => status switch
    {
        StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => Invalid,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => NotAcceptable,
        StatusCodes.Status409Conflict => Conflict,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status503ServiceUnavailable => DatabaseUnavailable,
        >= 500 => Internal,
        _ => null,
    };
}
