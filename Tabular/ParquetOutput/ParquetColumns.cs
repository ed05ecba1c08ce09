using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// How each type of a contract stands in a Parquet file: the physical type that its buffer has, and the logical type
/// that readers see.
/// </summary>
internal static class ParquetColumns
{
    public static GroupNode Schema(TableSchema schema) =>
        new("schema", Repetition.Required, [.. schema.Fields.Select(field => Column(field.Name, field.Type))]);

    /// <summary>
    /// Every column may lack values: a later version of the contract may drop <c>required</c>, and one schema reads
    /// all files.
    /// </summary>
    public static Node Column(string name, ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => Node(name, LogicalType.None(), PhysicalType.Boolean),
        ColumnKind.Int16 => Node(name, LogicalType.Int(16, isSigned: true), PhysicalType.Int32),
        ColumnKind.Int32 => Node(name, LogicalType.None(), PhysicalType.Int32),
        ColumnKind.Int64 => Node(name, LogicalType.None(), PhysicalType.Int64),
        ColumnKind.Float => Node(name, LogicalType.None(), PhysicalType.Float),
        ColumnKind.Double => Node(name, LogicalType.None(), PhysicalType.Double),
        ColumnKind.Decimal => Decimal(name, type),
        ColumnKind.Date => Node(name, LogicalType.Date(), PhysicalType.Int32),
        ColumnKind.Time => Node(name, LogicalType.Time(isAdjustedToUtc: false, TimeUnit.Micros), PhysicalType.Int64),
        ColumnKind.Timestamp => Node(name, LogicalType.Timestamp(isAdjustedToUtc: false, TimeUnit.Micros), PhysicalType.Int64),
        ColumnKind.TimestampTz => Node(name, LogicalType.Timestamp(isAdjustedToUtc: true, TimeUnit.Micros), PhysicalType.Int64),
        ColumnKind.String => Node(name, LogicalType.String(), PhysicalType.ByteArray),
        ColumnKind.Uuid => Node(name, LogicalType.Uuid(), PhysicalType.FixedLenByteArray, UuidColumn.Bytes),
        ColumnKind.Json => Node(name, LogicalType.Json(), PhysicalType.ByteArray),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The column type has no Parquet form."),
    };

    public static Node Node(string name, LogicalType logical, PhysicalType physical, int length = -1) =>
        new PrimitiveNode(name, Repetition.Optional, logical, physical, length);

    private static Node Decimal(string name, ColumnType type)
    {
        var logical = LogicalType.Decimal(type.Precision, type.Scale);
        return type.Precision switch
        {
            <= DecimalParser.MaxInt32Precision => Node(name, logical, PhysicalType.Int32),
            <= DecimalParser.MaxInt64Precision => Node(name, logical, PhysicalType.Int64),
            _ => Node(name, logical, PhysicalType.FixedLenByteArray, WideDecimalColumn.Bytes),
        };
    }
}
