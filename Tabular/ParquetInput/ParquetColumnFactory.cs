using System.Numerics;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Makes the column that writes a file's values as the texts that a field takes.</summary>
internal static class ParquetColumnFactory
{
    public static ParquetColumn Create(ColumnDescriptor column, int index, Field field)
    {
        var isOptional = column.MaxDefinitionLevel > 0;
        var name = field.Name;
        var toFloating = field.Type.Kind is ColumnKind.Float or ColumnKind.Double;
        var toSingle = field.Type.Kind is ColumnKind.Float;
        return (column.PhysicalType, column.LogicalType) switch
        {
            (PhysicalType.Boolean, _) => new ParquetValueColumn<bool>(
                name, index, isOptional, (json, value) => json.WriteBooleanValue(value)),
            (_, DecimalLogicalType type) => Decimal(column, type.Scale, index, isOptional, field),
            (PhysicalType.Int32, DateLogicalType) => new ParquetValueColumn<int>(name, index, isOptional, ParquetText.WriteDate),
            (PhysicalType.Int32, TimeLogicalType) => new ParquetValueColumn<int>(
                name, index, isOptional, (json, value) => ParquetText.WriteTime(json, value, TimeUnit.Millis)),
            (PhysicalType.Int64, TimeLogicalType type) => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteTime(json, value, type.TimeUnit)),
            (PhysicalType.Int64, TimestampLogicalType type) => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteTimestamp(json, value, type.TimeUnit, type.IsAdjustedToUtc)),
            (PhysicalType.Int96, _) => new ParquetValueColumn<Int96>(
                name, index, isOptional, (json, value) => ParquetText.WriteInt96(json, value, field.Type.Kind == ColumnKind.TimestampTz)),
            (PhysicalType.Int32, IntLogicalType { IsSigned: false }) => new ParquetValueColumn<int>(
                name, index, isOptional, (json, value) => ParquetText.WriteWhole(json, (uint)value, toFloating, toSingle)),
            (PhysicalType.Int32, _) => new ParquetValueColumn<int>(
                name, index, isOptional, (json, value) => ParquetText.WriteWhole(json, value, toFloating, toSingle)),
            (PhysicalType.Int64, IntLogicalType { IsSigned: false }) => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteUnsigned(json, (ulong)value, toFloating, toSingle)),
            (PhysicalType.Int64, _) => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteWhole(json, value, toFloating, toSingle)),
            (PhysicalType.Float, _) => new ParquetValueColumn<float>(
                name, index, isOptional, (json, value) => ParquetText.WriteSingle(json, value, field.Type.Kind == ColumnKind.Double)),
            (PhysicalType.Double, _) => new ParquetValueColumn<double>(
                name, index, isOptional, (json, value) => ParquetText.WriteDouble(json, value, toSingle)),
            (PhysicalType.ByteArray, _) => new ParquetValueColumn<ByteArray>(
                name, index, isOptional, (json, value) => ParquetText.WriteText(json, ParquetText.BytesOf(value))),
            (PhysicalType.FixedLenByteArray, UuidLogicalType) => new ParquetValueColumn<FixedLenByteArray>(
                name, index, isOptional, ParquetText.WriteUuid),
            _ => throw ParquetFaults.ColumnType(name, column.PhysicalType.ToString(), field.Type.ToString()),
        };
    }

    private static ParquetColumn Decimal(ColumnDescriptor column, int scale, int index, bool isOptional, Field field)
    {
        var (name, kind, length) = (field.Name, field.Type.Kind, column.TypeLength);
        return column.PhysicalType switch
        {
            PhysicalType.Int32 => new ParquetValueColumn<int>(
                name, index, isOptional, (json, value) => ParquetText.WriteDecimal(json, value, scale, kind)),
            PhysicalType.Int64 => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteDecimal(json, value, scale, kind)),
            PhysicalType.ByteArray => new ParquetValueColumn<ByteArray>(name, index, isOptional, (json, value) =>
                ParquetText.WriteDecimal(json, new BigInteger(ParquetText.BytesOf(value), isBigEndian: true), scale, kind)),
            _ => new ParquetValueColumn<FixedLenByteArray>(name, index, isOptional, (json, value) =>
                ParquetText.WriteDecimal(json, new BigInteger(ParquetText.BytesOf(value, length), isBigEndian: true), scale, kind)),
        };
    }
}
