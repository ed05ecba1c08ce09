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

    public const string Unauthorized = Prefix + "unauthorized";

    public const string Forbidden = Prefix + "forbidden";

    /// <summary>The request did not arrive in time.</summary>
    public const string RequestTimeout = Prefix + "request-timeout";

    public const string LengthRequired = Prefix + "length-required";

    public const string TooManyRequests = Prefix + "too-many-requests";

    /// <summary>Any other refusal of a request; <c>status</c> tells which.</summary>
    public const string Refused = Prefix + "refused";

    /// <summary>What was asked for does not fit the thing's present state, such as the cancelling of a run that has ended.</summary>
    public const string Conflict = Prefix + "conflict";

    public const string ForeignHost = Prefix + "foreign-host";

    public const string CrossSite = Prefix + "cross-site";

    /// <summary>The database does not answer; nothing was lost, and the request may be sent again.</summary>
    public const string DatabaseUnavailable = Prefix + "database-unavailable";

    /// <summary>The database took longer than a request may take.</summary>
    public const string TooSlow = Prefix + "too-slow";

    /// <summary>The query of a chart is wrong, whatever filters it is given; whoever keeps the dashboard's file must correct it.</summary>
    public const string QueryAtFault = Prefix + "query-at-fault";

    /// <summary>Charts have no login to the database of their own; whoever runs the platform must give them one.</summary>
    public const string NoChartLogin = Prefix + "no-chart-login";

    /// <summary>As much of this kind is going on as may; <c>Retry-After</c> says when to ask again.</summary>
    public const string Busy = Prefix + "busy";

    /// <summary>A fault of the platform; the log has it under the <c>traceId</c>.</summary>
    public const string Internal = Prefix + "internal";

    public static string OfStatus(int? status) => status switch
    {
        StatusCodes.Status400BadRequest or StatusCodes.Status422UnprocessableEntity => Invalid,
        StatusCodes.Status401Unauthorized => Unauthorized,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status406NotAcceptable => NotAcceptable,
        StatusCodes.Status408RequestTimeout => RequestTimeout,
        StatusCodes.Status409Conflict => Conflict,
        StatusCodes.Status411LengthRequired => LengthRequired,
        StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong
            or StatusCodes.Status431RequestHeaderFieldsTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => DatabaseUnavailable,
        >= 500 => Internal,
        _ => Refused,
    };
}
