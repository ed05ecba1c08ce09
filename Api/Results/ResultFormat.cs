using Microsoft.Net.Http.Headers;

namespace Analytics.Api.Results;

/// <summary>How rows are sent.</summary>
internal enum ResultFormat
{
    Json,
    Csv,
    Parquet,
}

internal static class ResultFormats
{
    public const string Parquet = "application/vnd.apache.parquet";

    public const string Csv = "text/csv";

    /// <summary>What <c>format</c> names, or else the most wanted of <c>Accept</c>; null where neither is one that there is.</summary>
    public static ResultFormat? Of(string? format, HttpRequest request)
    {
        if (format is not null)
        {
            return format switch { "json" => ResultFormat.Json, "csv" => ResultFormat.Csv, "parquet" => ResultFormat.Parquet, _ => null };
        }

        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Count == 0
            ? ResultFormat.Json
            : accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1).Select(Of).FirstOrDefault(found => found is not null);
    }

    private static ResultFormat? Of(MediaTypeHeaderValue type) => type.MediaType.Value switch
    {
        "application/json" or "application/*" or "*/*" => ResultFormat.Json,
        Csv or "text/*" => ResultFormat.Csv,
        Parquet or "application/x-parquet" => ResultFormat.Parquet,
        _ => null,
    };
}
