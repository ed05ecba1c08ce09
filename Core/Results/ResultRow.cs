using Npgsql;

namespace Analytics.Core.Results;

internal static class ResultRow
{
    public static object?[] Read(NpgsqlDataReader reader)
    {
        var row = new object?[reader.FieldCount];
        for (var at = 0; at < row.Length; at++)
        {
            row[at] = Value(reader, at);
        }

        return row;
    }

    /// <summary>As <see cref="Read"/>, with null for NaN and Infinity: neither JSON nor a chart has a word for them.</summary>
    public static object?[] ReadNumbers(NpgsqlDataReader reader)
    {
        var row = Read(reader);
        for (var at = 0; at < row.Length; at++)
        {
            row[at] = row[at] switch
            {
                double number when !double.IsFinite(number) => null,
                float number when !float.IsFinite(number) => null,
                var value => value,
            };
        }

        return row;
    }

    private static object? Value(NpgsqlDataReader reader, int at)
    {
        if (reader.IsDBNull(at))
        {
            return null;
        }

        return reader.GetDataTypeName(at) switch
        {
            "date" => reader.GetFieldValue<DateOnly>(at),
            "time without time zone" or "time" => reader.GetFieldValue<TimeOnly>(at),
            _ => reader.GetValue(at),
        };
    }
}
