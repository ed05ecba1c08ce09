using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Columns;

/// <summary>Makes the column of a field, and empty buffers like its own.</summary>
internal static class FieldColumns
{
    public static FieldColumn[] Create(TableSchema schema) => [.. schema.Fields.Select(Create)];

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> where a bound or format is no value of the field; the catalogue
    /// checks that first.
    /// </summary>
    public static FieldColumn Create(Field field)
    {
        var notation = NumberNotation.IsPlain(field.DecimalChar, field.GroupChar)
            ? null
            : new NumberNotation(field.DecimalChar, field.GroupChar);
        var format = FormatOf(field);
        return field.Type.Kind switch
        {
            ColumnKind.Boolean => new PrimitiveColumn<bool, BooleanParser>(field, new BooleanParser(field.TrueValues, field.FalseValues)),
            ColumnKind.Int16 => new PrimitiveColumn<int, IntegerParser>(field, new IntegerParser(short.MinValue, short.MaxValue), notation),
            ColumnKind.Int32 => new PrimitiveColumn<int, IntegerParser>(field, new IntegerParser(int.MinValue, int.MaxValue), notation),
            ColumnKind.Int64 => new PrimitiveColumn<long, IntegerParser>(field, new IntegerParser(long.MinValue, long.MaxValue), notation),
            ColumnKind.Float => new PrimitiveColumn<float, FloatingParser>(field, default, notation),
            ColumnKind.Double => new PrimitiveColumn<double, FloatingParser>(field, default, notation),
            ColumnKind.Decimal => CreateDecimal(field, notation),
            ColumnKind.Date => new PrimitiveColumn<int, DateParser>(field, new DateParser(format)),
            ColumnKind.Time => new PrimitiveColumn<long, TimeParser>(field, new TimeParser(format)),
            ColumnKind.Timestamp => new PrimitiveColumn<long, TimestampParser>(field, new TimestampParser(format, hasOffset: false)),
            ColumnKind.TimestampTz => new PrimitiveColumn<long, TimestampParser>(field, new TimestampParser(format, hasOffset: true)),
            ColumnKind.String => new StringColumn(field),
            ColumnKind.Uuid => new UuidColumn(field),
            ColumnKind.Json => new JsonColumn(field),
            _ => throw new ArgumentOutOfRangeException(nameof(field), field.Type, "The column type has no reader."),
        };
    }

    /// <summary>An empty buffer of the kind that a field's column fills.</summary>
    public static ColumnBuffer CreateBuffer(Field field) => field.Type.Kind switch
    {
        ColumnKind.Boolean => new PrimitiveBuffer<bool>(),
        ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Date => new PrimitiveBuffer<int>(),
        ColumnKind.Float => new PrimitiveBuffer<float>(),
        ColumnKind.Double => new PrimitiveBuffer<double>(),
        ColumnKind.String or ColumnKind.Json => new BytesBuffer(),
        ColumnKind.Uuid => new BytesBuffer(UuidColumn.Bytes),
        ColumnKind.Decimal when field.Type.Precision <= DecimalParser.MaxInt32Precision => new PrimitiveBuffer<int>(),
        ColumnKind.Decimal when field.Type.Precision > DecimalParser.MaxInt64Precision => new BytesBuffer(WideDecimalColumn.Bytes),
        _ => new PrimitiveBuffer<long>(),
    };

    private static FieldColumn CreateDecimal(Field field, NumberNotation? notation)
    {
        var parser = new DecimalParser(field.Type.Precision, field.Type.Scale);
        return field.Type.Precision switch
        {
            <= DecimalParser.MaxInt32Precision => new PrimitiveColumn<int, DecimalParser>(field, parser, notation),
            <= DecimalParser.MaxInt64Precision => new PrimitiveColumn<long, DecimalParser>(field, parser, notation),
            _ => new WideDecimalColumn(field, notation),
        };
    }

    private static TimeFormat? FormatOf(Field field)
    {
        if (field.Format is null)
        {
            return null;
        }

        return TimeFormat.Create(field.Format, field.Type.Kind, out var fault)
            ?? throw new ArgumentException($"The format '{field.Format}' {fault} (field '{field.Name}').", nameof(field));
    }
}
