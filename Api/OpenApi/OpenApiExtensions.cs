using Analytics.Api.Security;

using Microsoft.OpenApi;

using Scalar.AspNetCore;

namespace Analytics.Api.OpenApi;

/// <summary>The API's own description: a document for programs and a page for people, which loads nothing from elsewhere.</summary>
internal static class OpenApiExtensions
{
    public const string Document = "v1";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer(ParameterBounds.WriteAsync);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Analytics platform",
                Version = Document,
                Description = "Datasets, files, quarantine, jobs, runs, results and dashboards. Errors are problem details (RFC 9457) "
                    + "whose `type` is stable.",
            };
            document.Servers = [];
            foreach (var path in document.Paths.Values)
            {
                // HEAD is to GET as HTTP says, and needs no words.
                path.Operations?.Remove(HttpMethod.Head);
            }

            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapScalarApiReference("/scalar", (options, context) =>
        {
            options.Title = "Analytics platform API";
            options.DefaultFonts = false;
            options.Telemetry = false;
            // Each of these leads to a service of somebody else.
            options.DisableAgent().DisableMcp();
            options.HideClientButton = true;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.Nonce = context.Nonce();
        });
    }
}
