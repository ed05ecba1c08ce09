using Analytics.Catalogue.Jobs;
using Analytics.Tabular.Schema;

using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>Matches a file's columns with the declared ones and opens readers for them.</summary>
internal static class CopyColumns
{
    /// <summary>What is wrong with the file's columns; null when they are those that were declared, in their order.</summary>
    public static string? FaultOf(SchemaDescriptor schema, IReadOnlyList<JobColumn> declared)
    {
        if (schema.NumColumns != declared.Count)
        {
            return $"The output has {schema.NumColumns} columns; {declared.Count} are declared.";
        }

        for (var at = 0; at < declared.Count; at++)
        {
            var column = schema.Column(at);
            if (!string.Equals(column.Name, declared[at].Name, StringComparison.OrdinalIgnoreCase))
            {
                return $"Column {at + 1} of the output is '{column.Name}'; '{declared[at].Name}' is declared.";
            }

            if (column.MaxRepetitionLevel > 0 || column.MaxDefinitionLevel > 1 || !Fits(column, declared[at].Type))
            {
                return $"The column '{column.Name}' of the output is {column.PhysicalType} ({column.LogicalType.Type}), " +
                    $"which is not the declared {declared[at].Type}.";
            }
        }

        return null;
    }

    public static CopyColumn Open(RowGroupReader rowGroup, int index, ColumnType type, int batch)
    {
        var reader = rowGroup.Column(index);
        var schema = reader.ColumnDescriptor;
        var nullable = schema.MaxDefinitionLevel > 0;
        return type.Kind switch
        {
            ColumnKind.Boolean => Fixed<bool, BooleanEncoder>(new BooleanEncoder()),
            ColumnKind.Int16 => Fixed<int, Int16Encoder>(new Int16Encoder()),
            ColumnKind.Int32 => Fixed<int, Int32Encoder>(new Int32Encoder()),
            ColumnKind.Int64 => Fixed<long, Int64Encoder>(new Int64Encoder()),
            ColumnKind.Float => Fixed<float, SingleEncoder>(new SingleEncoder()),
            ColumnKind.Double => Fixed<double, DoubleEncoder>(new DoubleEncoder()),
            ColumnKind.Date => Fixed<int, DateEncoder>(new DateEncoder()),
            ColumnKind.Time => Fixed<long, TimeEncoder>(new TimeEncoder(((TimeLogicalType)schema.LogicalType).TimeUnit)),
            ColumnKind.Timestamp or ColumnKind.TimestampTz => Fixed<long, TimestampEncoder>(
                new TimestampEncoder(((TimestampLogicalType)schema.LogicalType).TimeUnit)),
            ColumnKind.Uuid => Fixed<FixedLenByteArray, UuidEncoder>(new UuidEncoder()),
            ColumnKind.Decimal => OpenDecimal(schema.PhysicalType, new NumericEncoder(type.Scale)),
            ColumnKind.String or ColumnKind.Json => new BytesColumn(
                (ColumnReader<ByteArray>)reader, type.Kind is ColumnKind.Json, nullable, batch),
            _ => throw new InvalidDataException($"No reader for {type}."),
        };

        CopyColumn Fixed<TValue, TEncoder>(TEncoder encoder)
            where TValue : unmanaged
            where TEncoder : struct, ICopyEncoder<TValue> =>
            new FixedColumn<TValue, TEncoder>((ColumnReader<TValue>)reader, encoder, nullable, batch);

        CopyColumn OpenDecimal(PhysicalType physical, NumericEncoder encoder) => physical switch
        {
            PhysicalType.Int32 => Fixed<int, NumericEncoder>(encoder),
            PhysicalType.Int64 => Fixed<long, NumericEncoder>(encoder),
            _ => Fixed<FixedLenByteArray, NumericEncoder>(encoder),
        };
    }

    private static bool Fits(ColumnDescriptor column, ColumnType type) => (type.Kind, column.PhysicalType) switch
    {
        (ColumnKind.Boolean, PhysicalType.Boolean) or (ColumnKind.Float, PhysicalType.Float) or (ColumnKind.Double, PhysicalType.Double) => true,
        (ColumnKind.Int16 or ColumnKind.Int32, PhysicalType.Int32) => column.LogicalType is IntLogicalType or NoneLogicalType,
        (ColumnKind.Int64, PhysicalType.Int64) => column.LogicalType is IntLogicalType or NoneLogicalType,
        (ColumnKind.Date, PhysicalType.Int32) => column.LogicalType is DateLogicalType,
        (ColumnKind.Time, PhysicalType.Int64) => column.LogicalType is TimeLogicalType,
        (ColumnKind.Timestamp, PhysicalType.Int64) => column.LogicalType is TimestampLogicalType { IsAdjustedToUtc: false },
        (ColumnKind.TimestampTz, PhysicalType.Int64) => column.LogicalType is TimestampLogicalType { IsAdjustedToUtc: true },
        (ColumnKind.Uuid, PhysicalType.FixedLenByteArray) => column.TypeLength == UuidEncoder.Length,
        (ColumnKind.String or ColumnKind.Json, PhysicalType.ByteArray) => true,
        (ColumnKind.Decimal, PhysicalType.Int32 or PhysicalType.Int64) => HasScale(column, type),
        (ColumnKind.Decimal, PhysicalType.FixedLenByteArray) => HasScale(column, type) && column.TypeLength == NumericEncoder.WideLength,
        _ => false,
    };

    private static bool HasScale(ColumnDescriptor column, ColumnType type) =>
        column.LogicalType is DecimalLogicalType { Scale: var scale } && scale == type.Scale;
}
