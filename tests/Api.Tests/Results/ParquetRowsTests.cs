using Analytics.Api.Results;
using Analytics.Api.Tests.Support;
using Analytics.Results;

using ParquetSharp;

namespace Analytics.Api.Tests.Results;

public sealed class ParquetRowsTests
{
    private static readonly Guid Id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Theory]
    [InlineData("numeric(5,2)", "Decimal(precision=5, scale=2)")]
    [InlineData("numeric(18,4)", "Decimal(precision=18, scale=4)")]
    [InlineData("numeric(28,0)", "Decimal(precision=28, scale=0)")]
    [InlineData("numeric(38,10)", "String")]
    [InlineData("numeric", "String")]
    [InlineData("uuid", "UUID")]
    [InlineData("time without time zone", "Time(isAdjustedToUTC=false, timeUnit=microseconds)")]
    [InlineData("jsonb", "String")]
    public async Task Rows_AsParquet_KeepTheirTypes(string type, string expected)
    {
        using var reader = await WriteAsync(type, null);

        Assert.Equal(expected, reader.FileMetaData.Schema.Column(0).LogicalType.ToString());
    }

    [Fact]
    public async Task Rows_AsParquet_KeepDecimals()
    {
        Assert.Equal([-123.45m, null], await ReadAsync<decimal?>("numeric(5,2)", -123.45m, null));
        Assert.Equal([1234567890.12m], await ReadAsync<decimal?>("numeric(18,2)", 1234567890.12m));
        Assert.Equal([9999999999999999999999.999999m], await ReadAsync<decimal?>("numeric(28,6)", 9999999999999999999999.999999m));
    }

    [Fact]
    public async Task Rows_AsParquet_KeepTimesAndIds()
    {
        Assert.Equal([new TimeSpan(23, 59, 58)], await ReadAsync<TimeSpan?>("time without time zone", new TimeOnly(23, 59, 58)));
        Assert.Equal([Id], await ReadAsync<Guid?>("uuid", Id));
    }

    private static async Task<T[]> ReadAsync<T>(string type, params object?[] values)
    {
        using var reader = await WriteAsync(type, values);
        using var group = reader.RowGroup(0);
        using var column = group.Column(0).LogicalReader<T>();
        return column.ReadAll(values.Length);
    }

    private static async Task<ParquetFileReader> WriteAsync(string type, params object?[]? values)
    {
        using var file = new MemoryStream();
        await ParquetRows.WriteAsync(file, [new ResultColumn("c", type, true)], RowsAsync(values ?? [null]), Answers.Stop);
        return new ParquetFileReader(new MemoryStream(file.ToArray()));
    }

    private static async IAsyncEnumerable<object?[]> RowsAsync(object?[] values)
    {
        foreach (var value in values)
        {
            yield return [value];
        }

        await Task.CompletedTask;
    }
}
