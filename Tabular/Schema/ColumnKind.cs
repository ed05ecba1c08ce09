namespace Analytics.Tabular.Schema;

/// <summary>The physical types that a column of a dataset can have.</summary>
public enum ColumnKind
{
    Boolean,
    Int16,
    Int32,
    Int64,
    Float,
    Double,

    /// <summary>
    /// An exact number of <see cref="ColumnType.Precision"/> digits, <see cref="ColumnType.Scale"/> of them behind
    /// the point.
    /// </summary>
    Decimal,
    Date,
    Time,

    /// <summary>A date and time of no zone.</summary>
    Timestamp,

    /// <summary>An instant; text must carry its offset.</summary>
    TimestampTz,
    String,
    Uuid,

    /// <summary>A JSON value kept as text; its syntax is checked.</summary>
    Json,
}
