using System.Buffers.Binary;
using System.Globalization;

using Analytics.Results.Copy;
using Analytics.Tabular.Schema;

using NpgsqlTypes;

using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Results.Snapshots;

/// <summary>Makes the column of a snapshot for each type that a result table can have.</summary>
internal static class SnapshotColumns
{
    // PostgreSQL counts days and microseconds from 2000 on.
    private const int EpochDays = 10_957;
    private const long EpochMicros = 946_684_800_000_000;

    public static SnapshotColumn Of(string name, ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => Plain<bool>(name, LogicalType.None(), PhysicalType.Boolean, NpgsqlDbType.Boolean),
        ColumnKind.Int16 => new FixedSnapshotColumn<short, int>(
            Node(name, LogicalType.Int(16, isSigned: true), PhysicalType.Int32), NpgsqlDbType.Smallint, value => value),
        ColumnKind.Int32 => Plain<int>(name, LogicalType.Int(32, isSigned: true), PhysicalType.Int32, NpgsqlDbType.Integer),
        ColumnKind.Int64 => Plain<long>(name, LogicalType.Int(64, isSigned: true), PhysicalType.Int64, NpgsqlDbType.Bigint),
        ColumnKind.Float => Plain<float>(name, LogicalType.None(), PhysicalType.Float, NpgsqlDbType.Real),
        ColumnKind.Double => Plain<double>(name, LogicalType.None(), PhysicalType.Double, NpgsqlDbType.Double),
        ColumnKind.Date => new FixedSnapshotColumn<int, int>(
            Node(name, LogicalType.Date(), PhysicalType.Int32), NpgsqlDbType.Date,
            value => value is int.MaxValue or int.MinValue ? value : value + EpochDays),
        ColumnKind.Time => Plain<long>(
            name, LogicalType.Time(isAdjustedToUtc: false, TimeUnit.Micros), PhysicalType.Int64, NpgsqlDbType.Time),
        ColumnKind.Timestamp => Instant(name, isUtc: false, NpgsqlDbType.Timestamp),
        ColumnKind.TimestampTz => Instant(name, isUtc: true, NpgsqlDbType.TimestampTz),
        ColumnKind.Uuid => new BytesSnapshotColumn<Guid>(
            Node(name, LogicalType.Uuid(), PhysicalType.FixedLenByteArray, UuidEncoder.Length), NpgsqlDbType.Uuid,
            value => value.ToByteArray(bigEndian: true), UuidEncoder.Length),
        ColumnKind.Decimal => new BytesSnapshotColumn<string>(
            Node(name, LogicalType.Decimal(ColumnType.MaxPrecision, type.Scale), PhysicalType.FixedLenByteArray, NumericEncoder.WideLength),
            NpgsqlDbType.Text, Digits, NumericEncoder.WideLength),
        ColumnKind.String => Text(name, LogicalType.String()),
        ColumnKind.Json => Text(name, LogicalType.Json()),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };

    private static FixedSnapshotColumn<T, T> Plain<T>(string name, LogicalType logical, PhysicalType physical, NpgsqlDbType type)
        where T : unmanaged =>
        new(Node(name, logical, physical), type, value => value);

    private static FixedSnapshotColumn<long, long> Instant(string name, bool isUtc, NpgsqlDbType type) => new(
        Node(name, LogicalType.Timestamp(isUtc, TimeUnit.Micros), PhysicalType.Int64), type,
        value => value is long.MaxValue or long.MinValue ? value : checked(value + EpochMicros));

    private static BytesSnapshotColumn<string> Text(string name, LogicalType logical) =>
        new(Node(name, logical, PhysicalType.ByteArray), NpgsqlDbType.Text, System.Text.Encoding.UTF8.GetBytes, length: null);

    private static byte[] Digits(string text)
    {
        var bytes = new byte[NumericEncoder.WideLength];
        BinaryPrimitives.WriteInt128BigEndian(bytes, Int128.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        return bytes;
    }

    private static PrimitiveNode Node(string name, LogicalType logical, PhysicalType physical, int length = -1) =>
        new(name, Repetition.Optional, logical, physical, length);
}
