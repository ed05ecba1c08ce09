using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>What a column's values mean, as far as it decides which fields they can fill.</summary>
internal enum ParquetKind
{
    Unknown,

    /// <summary>The null type: a column without any value.</summary>
    Missing,
    Boolean,
    Whole,
    Floating,
    Decimal,
    Date,
    Time,
    LocalTimestamp,
    UtcTimestamp,

    /// <summary>INT96, which old writers use for both.</summary>
    AnyTimestamp,
    Text,
    Uuid,
}

internal static class ParquetKinds
{
    public static ParquetKind Of(ColumnDescriptor column) => column.LogicalType switch
    {
        DecimalLogicalType => ParquetKind.Decimal,
        DateLogicalType => ParquetKind.Date,
        TimeLogicalType => ParquetKind.Time,
        TimestampLogicalType { IsAdjustedToUtc: true } => ParquetKind.UtcTimestamp,
        TimestampLogicalType => ParquetKind.LocalTimestamp,
        UuidLogicalType => ParquetKind.Uuid,
        StringLogicalType or EnumLogicalType or JsonLogicalType => ParquetKind.Text,
        IntLogicalType => ParquetKind.Whole,
        Float16LogicalType => ParquetKind.Floating,
        NullLogicalType => ParquetKind.Missing,
        NoneLogicalType => column.PhysicalType switch
        {
            PhysicalType.Boolean => ParquetKind.Boolean,
            PhysicalType.Int32 or PhysicalType.Int64 => ParquetKind.Whole,
            PhysicalType.Float or PhysicalType.Double => ParquetKind.Floating,
            PhysicalType.Int96 => ParquetKind.AnyTimestamp,
            PhysicalType.ByteArray => ParquetKind.Text,
            _ => ParquetKind.Unknown,
        },
        _ => ParquetKind.Unknown,
    };

    /// <summary>Whether values of the kind can be a field's without loss; each is looked at again when it is read.</summary>
    public static bool Fits(ParquetKind kind, ColumnKind field) => kind == ParquetKind.Missing || field switch
    {
        ColumnKind.Boolean => kind is ParquetKind.Boolean,
        ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 or ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal =>
            kind is ParquetKind.Whole or ParquetKind.Floating or ParquetKind.Decimal,
        ColumnKind.Date => kind is ParquetKind.Date,
        ColumnKind.Time => kind is ParquetKind.Time,
        ColumnKind.Timestamp => kind is ParquetKind.LocalTimestamp or ParquetKind.AnyTimestamp,
        ColumnKind.TimestampTz => kind is ParquetKind.UtcTimestamp or ParquetKind.AnyTimestamp,
        ColumnKind.String or ColumnKind.Json => kind is ParquetKind.Text,
        ColumnKind.Uuid => kind is ParquetKind.Uuid or ParquetKind.Text,
        _ => false,
    };
}
