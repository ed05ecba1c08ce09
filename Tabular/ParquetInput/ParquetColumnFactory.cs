using System.Numerics;
using System.Text.Json;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Makes the column that writes a file's values as the texts that a field takes.</summary>
internal static class ParquetColumnFactory
{
    public static InputColumn Create(ColumnDescriptor column, int index, Field field, LegacyCalendar calendar)
    {
        var isOptional = column.MaxDefinitionLevel > 0;
        var name = field.Name;
        var toFloating = field.Type.Kind is ColumnKind.Float or ColumnKind.Double;
        var toSingle = field.Type.Kind is ColumnKind.Float;
        return (column.PhysicalType, column.LogicalType) switch
        {
            (_, NullLogicalType) => Missing(column, index, isOptional, name),
            (PhysicalType.Boolean, _) => new ParquetValueColumn<bool>(
                name, index, isOptional, (json, value) => json.WriteBooleanValue(value)),
            (_, DecimalLogicalType type) => Decimal(column, type.Scale, index, isOptional, field),
            (PhysicalType.Int32, DateLogicalType) => new ParquetValueColumn<int>(
                name, index, isOptional, calendar.HasDates ? ParquetText.WriteLegacyDate : ParquetText.WriteDate),
            (PhysicalType.Int32, TimeLogicalType) => new ParquetValueColumn<int>(
                name, index, isOptional, (json, value) => ParquetText.WriteTime(json, value, TimeUnit.Millis)),
            (PhysicalType.Int64, TimeLogicalType type) => new ParquetValueColumn<long>(
                name, index, isOptional, (json, value) => ParquetText.WriteTime(json, value, type.TimeUnit)),
            (PhysicalType.Int64, TimestampLogicalType type) => new ParquetValueColumn<long>(
                name, index, isOptional, WriterOfTimes(type, calendar)),
            (PhysicalType.Int96, _) => new ParquetValueColumn<Int96>(
                name, index, isOptional, WriterOfInt96(field.Type.Kind == ColumnKind.TimestampTz, calendar)),
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
            (PhysicalType.FixedLenByteArray, Float16LogicalType) => new ParquetValueColumn<FixedLenByteArray>(
                name, index, isOptional, (json, value) => ParquetText.WriteHalf(json, value, toSingle)),
            _ => throw ParquetFaults.ColumnType(name, column.PhysicalType.ToString(), field.Type.ToString()),
        };
    }

    // Spark rebases instants alone: a time of no zone is in the calendar in use now.
    private static Action<Utf8JsonWriter, long> WriterOfTimes(TimestampLogicalType type, LegacyCalendar calendar)
    {
        var (unit, isUtc, legacy) = (type.TimeUnit, type.IsAdjustedToUtc, calendar.HasDates && type.IsAdjustedToUtc ? calendar : null);
        return (json, value) => ParquetText.WriteTimestamp(json, value, unit, isUtc, legacy);
    }

    private static Action<Utf8JsonWriter, Int96> WriterOfInt96(bool isUtc, LegacyCalendar calendar)
    {
        var legacy = calendar.HasInt96 ? calendar : null;
        return (json, value) => ParquetText.WriteInt96(json, value, isUtc, legacy);
    }

    /// <summary>A column of the null type has no values, whatever physical type it was given.</summary>
    private static InputColumn Missing(ColumnDescriptor column, int index, bool isOptional, string name)
    {
        return column.PhysicalType switch
        {
            PhysicalType.Boolean => Of<bool>(),
            PhysicalType.Int32 => Of<int>(),
            PhysicalType.Int64 => Of<long>(),
            PhysicalType.Int96 => Of<Int96>(),
            PhysicalType.Float => Of<float>(),
            PhysicalType.Double => Of<double>(),
            PhysicalType.ByteArray => Of<ByteArray>(),
            _ => Of<FixedLenByteArray>(),
        };

        InputColumn Of<T>()
            where T : unmanaged => new ParquetValueColumn<T>(name, index, isOptional, (json, _) => ParquetText.WriteImpossible(json));
    }

    private static InputColumn Decimal(ColumnDescriptor column, int scale, int index, bool isOptional, Field field)
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
