namespace Analytics.Api.Problems;

/// <summary>Refuses addresses that no handler can use, before the database is asked about them.</summary>
internal static class RequestAddress
{
    /// <summary>What proxies take as a rule. The server itself reads more, so that what is too long gets an answer that says so.</summary>
    public const int MostCharacters = 8 * 1024;

    private const string EncodedNul = "%00";

    public static void UseRequestAddress(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (HasNul(context.Request))
        {
            await RefuseAsync(
                context, StatusCodes.Status400BadRequest, "The request holds a NUL character (%00).", "No text here has one. Remove it.");
        }
        else if (LengthOf(context.Request) > MostCharacters)
        {
            await RefuseAsync(
                context, StatusCodes.Status414UriTooLong, $"The address is longer than {MostCharacters} characters.",
                "Ask with fewer or shorter parameters.");
        }
        else
        {
            await next(context);
        }
    });

    private static bool HasNul(HttpRequest request) =>
        request.Path.Value?.Contains('\0', StringComparison.Ordinal) == true
        || request.Path.Value?.Contains(EncodedNul, StringComparison.Ordinal) == true
        || request.QueryString.Value?.Contains(EncodedNul, StringComparison.Ordinal) == true
        || request.Headers.Any(header => header.Value.Any(value => value?.Contains('\0', StringComparison.Ordinal) == true));

    private static int LengthOf(HttpRequest request) => (request.Path.Value?.Length ?? 0) + (request.QueryString.Value?.Length ?? 0);

    // Pages that cannot be shown have a page of their own.
    private static Task RefuseAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        return context.IsApi()
            ? TypedResults.Problem(detail, statusCode: status, title: title, type: ProblemTypes.OfStatus(status)).ExecuteAsync(context)
            : Task.CompletedTask;
    }
}
