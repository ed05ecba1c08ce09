using Analytics.Tabular.Schema;

using Npgsql;

using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Results.Snapshots;

/// <summary>
/// A column of a snapshot: values come from the database one by one, and go to a row group together. What <see cref="Copy.CopyColumns"/>
/// reads, written without a loss: infinite times and all 38 digits too.
/// </summary>
internal abstract class SnapshotColumn(Node node)
{
    /// <summary>Of the rows that wait: 1 where there is a value, else 0.</summary>
    private protected List<short> Levels { get; } = [];

    public Node Node => node;

    /// <summary>Bytes that wait in memory.</summary>
    public abstract long Bytes { get; }

    /// <summary>What to select, so that <see cref="ReadAsync"/> gets it as it expects it.</summary>
    public static string Select(string name, ColumnType type) => type.Kind switch
    {
        // Digits alone: .NET's decimal has 28 of them.
        ColumnKind.Decimal => $"({ResultNames.Quote(name)} * 1{new string('0', type.Scale)})::numeric({ColumnType.MaxPrecision},0)::text",
        ColumnKind.Json => $"{ResultNames.Quote(name)}::text",
        _ => ResultNames.Quote(name),
    };

    public async ValueTask ReadAsync(NpgsqlBinaryExporter rows, CancellationToken cancellationToken)
    {
        if (rows.IsNull)
        {
            await rows.SkipAsync(cancellationToken);
            Levels.Add(0);
        }
        else
        {
            await ReadValueAsync(rows, cancellationToken);
            Levels.Add(1);
        }
    }

    /// <summary>Writes what waits, and forgets it.</summary>
    public void Write(RowGroupWriter group)
    {
        using var writer = group.NextColumn();
        WriteValues(writer);
        Levels.Clear();
    }

    private protected abstract ValueTask ReadValueAsync(NpgsqlBinaryExporter rows, CancellationToken cancellationToken);

    private protected abstract void WriteValues(ColumnWriter writer);
}
