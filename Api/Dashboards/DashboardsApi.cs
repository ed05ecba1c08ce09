using System.ComponentModel;

using Analytics.Api.OpenApi;
using Analytics.Api.Problems;
using Analytics.Api.Results;
using Analytics.Catalogue;
using Analytics.Catalogue.Dashboards;

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Analytics.Api.Dashboards;

internal static class DashboardsApi
{
    public static RouteGroupBuilder MapDashboards(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/dashboards").WithTags("Dashboards");
        group.MapGet("/", List).WithSummary("All dashboards with their charts and filters");
        group.MapGet("/{dashboard}", Find).WithSummary("One dashboard");
        group.MapGet("/{dashboard}/charts/{chart}", ChartAsync)
            .WithSummary("A chart's rows with its run, data time and share in quarantine; filters are parameters of their own names");
        return group;
    }

    private static Ok<IReadOnlyList<DashboardItem>> List(ICatalogue catalogue) => TypedResults.Ok<IReadOnlyList<DashboardItem>>(
        [.. catalogue.Current.Dashboards.Values.OrderBy(dashboard => dashboard.Name, StringComparer.Ordinal).Select(DashboardItem.Of)]);

    private static Results<Ok<DashboardItem>, ProblemHttpResult> Find(string dashboard, ICatalogue catalogue) =>
        catalogue.Current.Dashboards.GetValueOrDefault(dashboard) is { } found
            ? TypedResults.Ok(DashboardItem.Of(found))
            : NoDashboard(dashboard);

    private static async Task<Results<Ok<ChartData>, StatusCodeHttpResult, ProblemHttpResult>> ChartAsync(
        string dashboard, string chart, ICatalogue catalogue, ChartReads charts, HttpContext context, CancellationToken cancellationToken,
        [Description(JsonNumbers.About), OneOf("text", "number")] string? numbers = null)
    {
        if (catalogue.Current.Dashboards.GetValueOrDefault(dashboard) is not { } found)
        {
            return NoDashboard(dashboard);
        }

        if (found.Charts.FirstOrDefault(candidate => candidate.Id == chart) is not { } definition)
        {
            return Problem.NotFound(
                $"Dashboard '{dashboard}' has no chart '{chart}'.", $"Its charts are {string.Join(", ", found.Charts.Select(one => one.Id))}.");
        }

        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in context.Request.Query.Where(pair => pair.Key != JsonNumbers.Parameter))
        {
            if (found.Filters.All(filter => filter.Name != name))
            {
                return Problem.Invalid(name, $"Dashboard '{dashboard}' has no such filter; it has {Names(found)}.");
            }

            values[name] = value.Count == 1 ? value[0] : null;
        }

        var known = context.Request.GetTypedHeaders().IfNoneMatch;
        var answer = await charts.ReadAsync(
            found, definition, values, tag => known.Any(one => one.Tag == tag || one.Tag == "*"), cancellationToken);
        if (!answer.IsOk)
        {
            return found.Filters.FirstOrDefault(filter => filter.Name == answer.Fault.Parameter) is { } wrong
                ? Problem.Invalid(wrong.Name, FilterWords.Refuse(wrong, values.GetValueOrDefault(wrong.Name)))
                : answer.Fault.ToProblem();
        }

        context.Response.Headers.CacheControl = answer.Value.Tag is null ? "no-store" : "no-cache";
        // Weak, since the same figures may be sent packed or not.
        context.Response.GetTypedHeaders().ETag = answer.Value.Tag is { } tag ? new EntityTagHeaderValue(tag, isWeak: true) : null;
        var form = JsonNumbers.FormOf(numbers);
        return answer.Value.Data is { } data
            ? TypedResults.Ok(data with { Rows = JsonNumbers.Of(data.Rows, data.Columns.Select(column => column.Type), form) })
            : TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    private static string Names(DashboardDefinition dashboard) =>
        dashboard.Filters.Count == 0 ? "none" : string.Join(", ", dashboard.Filters.Select(filter => filter.Name));

    private static ProblemHttpResult NoDashboard(string dashboard) => Problem.NotFound(
        $"Dashboard '{dashboard}' was not found.", "GET /api/v1/dashboards lists all; GET /api/v1/catalogue/faults lists files with faults.");
}
