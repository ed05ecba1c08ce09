using Analytics.Catalogue;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Catalogue;

internal static class CatalogueApi
{
    public static RouteGroupBuilder MapCatalogue(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/catalogue").WithTags("Catalogue");
        group.MapGet("/faults", Faults).WithSummary("What is wrong with the catalogue's files, each with file, line and key");
        return group;
    }

    private static Ok<IReadOnlyList<CatalogueFault>> Faults(ICatalogue catalogue) => TypedResults.Ok(catalogue.Current.Faults);
}
