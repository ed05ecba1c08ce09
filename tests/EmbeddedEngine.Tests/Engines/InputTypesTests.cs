using Analytics.Engines;
using Analytics.JobFailures;

namespace Analytics.EmbeddedEngine.Tests.Engines;

/// <summary>Inputs whose files were read under several versions of a contract.</summary>
public sealed class InputTypesTests
{
    [Theory]
    [InlineData("1::INT", "2.25::DECIMAL(9,2)", "decimal(9,2)", "sum(v)", "decimal(38,2)", "3.25")]
    [InlineData("1::SMALLINT", "5000000000::BIGINT", "int64", "sum(v)::bigint", "int64", "5000000001")]
    [InlineData("1::INT", "0.5::DOUBLE", "double", "sum(v)", "double", "1.5")]
    [InlineData("7::INT", "'x'", "string", "max(v)", "string", "x")]
    public async Task Run_TypesThatTheDeclaredOneKeeps_GivesTheirValues(
        string first, string second, string declared, string sum, string output, string expected)
    {
        await using var bench = new EngineBench();

        var succeeded = await bench.SucceedAsync(Task(bench, declared, $"select {sum} as x from t", $"x {output}", first, second));

        Assert.Equal([expected], EngineBench.Query($"SELECT x::VARCHAR FROM '{succeeded.Files[0].Path}'"));
    }

    [Theory]
    [InlineData("1.2345::DECIMAL(9,4)", "1.23::DECIMAL(9,2)", "decimal(9,2)", "DECIMAL(9,4)")]
    [InlineData("9007199254740993::BIGINT", "0.5::DOUBLE", "double", "BIGINT")]
    [InlineData("1.5::DOUBLE", "1::INT", "int32", "DOUBLE")]
    [InlineData("16777217::INT", "0.5::FLOAT", "double", "INTEGER")]
    public async Task Run_TypeThatWouldBeRounded_FailsNamingIt(string first, string second, string declared, string named)
    {
        await using var bench = new EngineBench();

        var failure = await bench.FailAsync(Task(bench, declared, "select count(v) as x from t", "x int64", first, second));

        Assert.Equal((EngineFailureCode.Input, false), (failure.Code, failure.Retryable));
        Assert.Contains($"'v' as {named}", failure.Message, StringComparison.Ordinal);
    }

    private static EngineTask Task(EngineBench bench, string declared, string sql, string output, params string[] values) =>
        bench.Task(sql, EngineBench.Output(output)) with
        {
            Inputs =
            [
                new EngineInput(
                    "t",
                    [.. values.Select((value, at) => bench.Parquet($"v{at}.parquet", $"SELECT {value} AS v"))],
                    [EngineBench.Column("v", declared)]),
            ],
        };
}
