using Microsoft.AspNetCore.Mvc;

namespace Analytics.Api.OpenApi;

/// <summary>What holds for every operation, said once: GET answers HEAD too, and each declares its problems.</summary>
internal static class OperationConventions
{
    private const string ProblemJson = "application/problem+json";

    // An answer that never ends by itself has no head of its own.
    private const string Endless = "/follow";

    public static RouteGroupBuilder WithConventions(this RouteGroupBuilder api)
    {
        ((IEndpointConventionBuilder)api).Finally(builder =>
        {
            if (builder is not RouteEndpointBuilder { RoutePattern: var pattern }
                || builder.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { } methods)
            {
                return;
            }

            var isRead = methods.HttpMethods.Contains(HttpMethods.Get);
            if (isRead && pattern.RawText?.EndsWith(Endless, StringComparison.Ordinal) != true)
            {
                builder.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
            }

            (bool Holds, int Status)[] problems =
            [
                (true, StatusCodes.Status400BadRequest),
                (pattern.Parameters.Count > 0 || !isRead, StatusCodes.Status404NotFound),
                (!isRead, StatusCodes.Status409Conflict),
                (true, StatusCodes.Status500InternalServerError),
                (true, StatusCodes.Status503ServiceUnavailable),
            ];
            foreach (var (_, status) in problems.Where(problem => problem.Holds))
            {
                builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), [ProblemJson]));
            }
        });
        return api;
    }
}
