using Analytics.Fixtures;

using CsCheck;

using Npgsql;

namespace Analytics.Results.Tests;

/// <summary>Every number as PostgreSQL writes it: the server itself says what is right.</summary>
public sealed class NumberTextTests(PostgresFixture postgres)
{
    private static readonly double[] OddDoubles =
    [
        0, -0.0, 1, -1, 0.1, 1e14, 1e15, 1e16, -1e-4, 1e-5, 5e-324, double.MaxValue, double.MinValue, 9007199254740993, 9007199254740991,
        4503599627370497.5, 1L << 60, 1L << 61, 1e22, 1e23, 1.2345678901234567e17, double.NaN,
        double.PositiveInfinity, double.NegativeInfinity,
    ];

    private static readonly float[] OddFloats =
        [0, -0f, 0.1f, 999999, 1000000, 1234567, 16777216, 16777217, 33554432, 8388609, 1e-5f, float.MaxValue, float.Epsilon, float.NaN];

    private static readonly string[] OddNumerics =
    [
        "0", "-1.25", "1.50", "0.000", "NaN", "Infinity", "-Infinity", "1234567890123456789012345678901234567890.5000",
        "-0.00000000000000000000000000000000001",
        "1e131071", "10000", "9999.9999", "100000000", "0.0001", "0.00010000", "-12345678.00000001", "79228162514264337593543950335",
    ];

    [Fact]
    public async Task Of_AnyDouble_IsTheServersText()
    {
        var values = OddDoubles.Concat(Several(Gen.Double, 4000)).Concat(Several(Gen.Long, 2000).Select(BitConverter.Int64BitsToDouble))
            .Concat(Several(Gen.Long, 2000).Select(number => (double)number)).ToArray();

        Assert.Equal(await TextsAsync(values, "float8"), values.Select(NumberText.Of));
    }

    [Fact]
    public async Task Of_AnyFloat_IsTheServersText()
    {
        var values = OddFloats.Concat(Several(Gen.Int, 4000).Select(BitConverter.Int32BitsToSingle))
            .Concat(Several(Gen.Int, 2000).Select(number => (float)number)).ToArray();

        Assert.Equal(await TextsAsync(values, "float4"), values.Select(NumberText.Of));
    }

    [Fact]
    public async Task Read_AnyNumeric_IsTheServersText()
    {
        var digits = Gen.String[Gen.Char['0', '9'], 1, 60];
        var random = Several(Gen.Select(Gen.Bool, digits, digits), 500)
            .Select(parts => $"{(parts.Item1 ? "-" : "")}{parts.Item2}.{parts.Item3}");
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        foreach (var number in OddNumerics.Concat(random))
        {
            await using var command = database.DataSource.CreateCommand("select ($1::text)::numeric, (($1::text)::numeric)::text");
            command.Parameters.Add(new NpgsqlParameter { Value = number });
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            await reader.ReadAsync(TestContext.Current.CancellationToken);

            var row = Assert.IsType<object?[]>(await ResultRow.ReadAsync(
                reader, new AnswerBudget(long.MaxValue), TestContext.Current.CancellationToken));

            Assert.Equal(row[1], NumberText.Of(row[0]) ?? row[0]);
        }
    }

    [Theory]
    [InlineData("numeric(12,2)", "-1.50")]
    [InlineData("numeric(12,2)", "NaN")]
    [InlineData("numeric(28,28)", "0.1234567890123456789012345678")]
    [InlineData("numeric(38,10)", "1234567890123456789012345678.0000000001")]
    public async Task Read_NumericOfAScale_IsTheServersText(string type, string number)
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await using var command = database.DataSource.CreateCommand($"select '{number}'::{type}");
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);

        var value = Assert.Single(Assert.IsType<object?[]>(await ResultRow.ReadAsync(
            reader, new AnswerBudget(long.MaxValue), TestContext.Current.CancellationToken)));

        Assert.Equal(number, NumberText.Of(value) ?? value);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.001")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("-123456.789")]
    [InlineData("1e131071")]
    [InlineData("-1e-16383")]
    public async Task MostOfNumeric_AnyNumber_IsAtLeastTheLengthOfItsText(string number)
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await using var command = database.DataSource.CreateCommand($"select numeric_send('{number}'::numeric)");
        var binary = Assert.IsType<byte[]>(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        var text = NumberText.OfNumeric(binary);

        Assert.InRange(text.Length, 1, Math.Max(NumberText.MostOfNumeric(binary), binary.Length + 1));
    }

    private static List<T> Several<T>(Gen<T> gen, int count)
    {
        var found = new List<T>(count);
        gen.Sample(found.Add, iter: count, threads: 1);
        return found;
    }

    private async Task<string[]> TextsAsync<T>(T[] values, string type)
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await using var command = database.DataSource.CreateCommand(
            $"select array(select v::text from unnest($1::{type}[]) with ordinality as t(v, n) order by n)");
        command.Parameters.Add(new NpgsqlParameter { Value = values });
        return Assert.IsType<string[]>(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
