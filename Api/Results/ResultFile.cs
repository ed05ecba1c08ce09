using Analytics.Results;

namespace Analytics.Api.Results;

/// <summary>All rows of a question as a file to be kept: CSV as it comes, Parquet once it is whole.</summary>
internal sealed class ResultFile(string table, ResultFormat format, ResultStream rows) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using (rows)
        {
            var response = httpContext.Response;
            response.ContentType = format == ResultFormat.Csv ? $"{ResultFormats.Csv}; charset=utf-8; header=present" : ResultFormats.Parquet;
            // The name is one of the database's own tables, so it needs no quoting.
            response.Headers.ContentDisposition = $"attachment; filename=\"{table}.{(format == ResultFormat.Csv ? "csv" : "parquet")}\"";
            if (HttpMethods.IsHead(httpContext.Request.Method))
            {
                return;
            }

            var stop = httpContext.RequestAborted;
            if (format == ResultFormat.Csv)
            {
                await CsvRows.WriteAsync(response.Body, rows.Columns, rows.RowsAsync(stop), stop);
            }
            else
            {
                await SendParquetAsync(response, stop);
            }
        }
    }

    // Parquet is written with seeks, which an answer does not have.
    private async Task SendParquetAsync(HttpResponse response, CancellationToken stop)
    {
        await using var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        await ParquetRows.WriteAsync(file, rows.Columns, rows.RowsAsync(stop), stop);
        file.Position = 0;
        response.ContentLength = file.Length;
        await file.CopyToAsync(response.Body, stop);
    }
}
