using System.Globalization;

using Analytics.Engines;
using Analytics.Tabular.Schema;

using ParquetSharp;

namespace Analytics.DuckDb.Verify;

/// <summary>
/// Compares two results without regard to the order of their rows, in the sandbox. Rows are matched by their key, or where there is none
/// by all that is exact in them; floating-point numbers agree within a tolerance, since engines add them up in different orders.
/// </summary>
/// <param name="tolerance">Relative above 1, absolute below.</param>
public sealed class ResultComparer(EmbeddedJobEngine embedded, double tolerance)
{
    private static readonly ColumnType Text = new(ColumnKind.String);

    /// <param name="output">What both results are declared to be.</param>
    /// <param name="scratch">A folder, made where it is missing, which belongs to the caller.</param>
    /// <exception cref="EngineFailureException">The comparison failed.</exception>
    public async Task<ResultComparison> CompareAsync(
        EngineOutput output, ResultSide left, ResultSide right, string scratch, CancellationToken cancellationToken)
    {
        var sql = new ComparisonSql(output, left.Engine, right.Engine, tolerance);
        var inputs = new[] { left, right }.Select(side => new EngineInput(side.Engine, side.Files, output.Columns)).ToList();
        var counts = (await RunAsync("counts", sql.Counts(), ComparisonSql.CountColumns(output))).Single();
        var sums = await RunAsync("sums", sql.Checksums(), ComparisonSql.ChecksumColumns);
        var examples = await RunAsync("examples", sql.Examples(), ComparisonSql.ExampleColumns);
        var numbers = counts.Select(text => long.Parse(text ?? "0", CultureInfo.InvariantCulture)).ToList();
        return new ResultComparison(
            numbers[0],
            numbers[1],
            [
                .. output.Columns.Zip(sums, (column, sum) => (column, sum)).Select((pair, at) => new ColumnComparison(
                    pair.column.Name, pair.column.Type, pair.sum[1] ?? "", pair.sum[2] ?? "", numbers[ComparisonSql.FirstColumn + at])),
            ],
            numbers[2],
            numbers[3],
            numbers[4],
            [.. examples.Select(row => row[0] ?? "")]);

        async Task<List<string?[]>> RunAsync(string name, string text, IReadOnlyList<string> columns)
        {
            var result = await EmbeddedSql.RunAsync(
                embedded,
                new EngineTask
                {
                    RunId = 0,
                    Attempt = 1,
                    Sql = text,
                    Inputs = inputs,
                    Output = new EngineOutput([.. columns.Select(column => new EngineColumn(column, Text))], []),
                    ScratchDirectory = Path.Combine(scratch, name),
                },
                cancellationToken);
            return Read(result.Files, columns.Count);
        }
    }

    private static List<string?[]> Read(IReadOnlyList<EngineFile> files, int columns)
    {
        var rows = new List<string?[]>();
        foreach (var path in files.Select(file => file.Path))
        {
            using var file = new ParquetFileReader(path);
            for (var group = 0; group < file.FileMetaData.NumRowGroups; group++)
            {
                using var reader = file.RowGroup(group);
                var count = checked((int)reader.MetaData.NumRows);
                var read = Enumerable.Range(0, columns).Select(column =>
                {
                    using var texts = reader.Column(column).LogicalReader<string?>();
                    return texts.ReadAll(count);
                }).ToList();
                rows.AddRange(Enumerable.Range(0, count).Select(row => read.Select(column => column[row]).ToArray()));
            }
        }

        return rows;
    }
}
