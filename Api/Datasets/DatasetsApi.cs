using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

using Analytics.Api.Paging;
using Analytics.Api.Problems;
using Analytics.Datasets;

using Microsoft.AspNetCore.Http.HttpResults;

namespace Analytics.Api.Datasets;

internal static class DatasetsApi
{
    public static RouteGroupBuilder MapDatasets(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/datasets").WithTags("Datasets");
        group.MapGet("/", ListAsync).WithSummary("All datasets, with freshness and quarantine");
        group.MapGet("/{dataset}", FindAsync).WithSummary("One dataset and its contract");
        group.MapGet("/{dataset}/versions", VersionsAsync).WithSummary("Its versions, newest first");
        group.MapGet("/{dataset}/versions/{version:long}", VersionAsync).WithSummary("One version");
        group.MapGet("/{dataset}/versions/{version:long}/files", FilesAsync).WithSummary("The Parquet files of a version, the oldest first");
        return group;
    }

    private static async Task<Ok<IReadOnlyList<DatasetItem>>> ListAsync(DatasetCatalogue datasets, CancellationToken cancellationToken) =>
        TypedResults.Ok(await datasets.ListAsync(cancellationToken));

    private static async Task<Results<Ok<DatasetDetail>, ProblemHttpResult>> FindAsync(
        string dataset, DatasetCatalogue datasets, CancellationToken cancellationToken) =>
        await datasets.FindAsync(dataset, cancellationToken) is { } found ? TypedResults.Ok(found) : NoDataset(dataset);

    private static async Task<Results<Ok<Page<DatasetVersion>>, ProblemHttpResult>> VersionsAsync(
        string dataset,
        DatasetReads datasets,
        CancellationToken cancellationToken,
        [Description("Only versions below this one."), Range(0, long.MaxValue)] long? before = null,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit)
    {
        var versions = await datasets.VersionsAsync(dataset, before, limit + 1, cancellationToken);
        return versions.Count == 0 && await datasets.FindAsync(dataset, cancellationToken) is null
            ? NoDataset(dataset)
            : TypedResults.Ok(versions.ToPage(limit, version => version.Version));
    }

    private static async Task<Results<Ok<DatasetVersion>, ProblemHttpResult>> VersionAsync(
        string dataset, long version, DatasetReads datasets, CancellationToken cancellationToken) =>
        await datasets.FindVersionAsync(dataset, version, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : NoVersion(dataset, version);

    private static async Task<Results<Ok<Page<DatasetFileItem>>, ProblemHttpResult>> FilesAsync(
        string dataset,
        long version,
        DatasetReads datasets,
        CancellationToken cancellationToken,
        [Description("Only files after this id."), Range(0, long.MaxValue)] long after = 0,
        [Range(1, PageLimits.MaxLimit)] int limit = PageLimits.DefaultLimit) =>
        await datasets.FilesAsync(dataset, version, after, limit + 1, cancellationToken) is { } files
            ? TypedResults.Ok(files.Select(DatasetFileItem.Of).ToList().ToPage(limit, file => file.Id))
            : NoVersion(dataset, version);

    private static ProblemHttpResult NoDataset(string dataset) => Problem.NotFound(
        $"Dataset '{dataset}' not found.",
        "GET /api/v1/datasets lists all datasets; a new one begins with a contract in catalog/datasets.");

    private static ProblemHttpResult NoVersion(string dataset, long version) => Problem.NotFound(
        $"Version {version} of dataset '{dataset}' not found.",
        "It was never created, or retention has removed it: GET /api/v1/datasets/{dataset}/versions lists those that are kept.");
}
