using System.Globalization;
using Npgsql;

namespace Analytics.Results;

/// <summary>Reads a row column by column: from a reader of sequential access no value is in memory before the budget has let it.</summary>
internal static class ResultRow
{
    /// <summary>Null where the row is more than the budget has left.</summary>
    public static async ValueTask<object?[]?> ReadAsync(NpgsqlDataReader reader, AnswerBudget budget, CancellationToken cancellationToken)
    {
        var row = new object?[reader.FieldCount];
        for (var at = 0; at < row.Length; at++)
        {
            var isNull = await reader.IsDBNullAsync(at, cancellationToken);
            // Without a buffer it gives the length alone.
            if (!budget.TryTake(isNull ? 0 : reader.GetBytes(at, 0, null, 0, 0)))
            {
                return null;
            }

            if (isNull)
            {
                continue;
            }

            if (await ValueAsync(reader, at, budget, cancellationToken) is not { } value)
            {
                return null;
            }

            row[at] = value;
        }

        return row;
    }

    private static async ValueTask<object?> ValueAsync(
        NpgsqlDataReader reader, int at, AnswerBudget budget, CancellationToken cancellationToken) =>
        reader.GetDataTypeName(at) switch
        {
            "date" => await reader.GetFieldValueAsync<DateOnly>(at, cancellationToken),
            "time without time zone" or "time" => await reader.GetFieldValueAsync<TimeOnly>(at, cancellationToken),
            var type when type.StartsWith("numeric", StringComparison.Ordinal) && !type.EndsWith(']') =>
                await NumericAsync(reader, at, budget, cancellationToken),
            _ => await reader.GetFieldValueAsync<object>(at, cancellationToken),
        };

    /// <summary>
    /// A decimal; where it cannot hold the number, or the number is none, PostgreSQL's own text. Null where that text, which may be ten
    /// thousand times as long as what was sent, is more than the budget has left.
    /// </summary>
    private static async ValueTask<object?> NumericAsync(
        NpgsqlDataReader reader, int at, AnswerBudget budget, CancellationToken cancellationToken)
    {
        await using var stream = await reader.GetStreamAsync(at, cancellationToken);
        var binary = new byte[stream.Length];
        await stream.ReadExactlyAsync(binary, cancellationToken);
        if (!budget.TryTakeMore(Math.Max(0, NumberText.MostOfNumeric(binary) - binary.Length)))
        {
            return null;
        }

        var text = NumberText.OfNumeric(binary);
        return WideNumbers.Fits(text) ? decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture) : text;
    }
}
