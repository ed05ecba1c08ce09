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
