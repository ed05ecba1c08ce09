using System.Buffers.Binary;
using System.Diagnostics;
using Analytics.Engines.Sandbox;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using DuckDB.NET.Data;

namespace Analytics.Bench.Limits;

/// <summary>
/// A Parquet file of 42 kB whose footer claims 10^12 rows everywhere, read as the Ingestor reads it: in the sandboxed
/// child.
/// </summary>
internal sealed class LyingParquet()
    : Poison("P20-parquet", "rejecting a Parquet file that claims 10^12 rows / DuckDB's sum of it", "liar.parquet"),
        IConvertedFileSink
{
    private const int Rows = 5_000;

    // 5,000 and 10^12 in Thrift's compact protocol, behind the head of a field: zigzag, seven bits a byte.
    private static readonly byte[] True = [0x16, 0x90, 0x4E];
    private static readonly byte[] Claimed = [0x16, 0x80, 0xC0, 0xA8, 0xCA, 0x9A, 0x3A];

    private static readonly TableSchema Schema = new()
    {
        Format = FileFormat.Parquet,
        Fields = [new Field { Name = "n", Type = new ColumnType(ColumnKind.Int64) }],
    };

    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddLogging()
        .AddEngineSandbox()
        .BuildServiceProvider();

    protected override string BareQuery => $"SELECT sum(n) FROM read_parquet('{File}')";

    public Task AcceptAsync(ConvertedFile file, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using (var duck = new DuckDBConnection("Data Source=:memory:"))
        {
            await duck.OpenAsync(cancellationToken);
            await using var write = duck.CreateCommand();
            write.CommandText =
                $"COPY (SELECT (hash(range) // 2)::BIGINT AS n FROM range({Rows})) TO '{File}' (FORMAT parquet)";
            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        await System.IO.File.WriteAllBytesAsync(
            File, Lie(await System.IO.File.ReadAllBytesAsync(File, cancellationToken)), cancellationToken);
    }

    protected override async Task<(string? Fault, TimeSpan Elapsed)> RejectAsync(
        string scratch, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var options = new ConversionOptions { ScratchDirectory = scratch };
        var result = await _services.GetRequiredService<SandboxedParquetConverter>().ConvertAsync(
            File, "liar.parquet", Schema, options, this, null, cancellationToken);
        return (result.Fault?.Code, clock.Elapsed);
    }

    /// <summary>
    /// The file with each count of its footer replaced; the footer's length stands before the last four bytes.
    /// </summary>
    private static byte[] Lie(byte[] parquet)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(parquet.AsSpan(parquet.Length - 8));
        var start = parquet.Length - 8 - length;
        var footer = new List<byte>();
        var claims = 0;
        for (var at = start; at < parquet.Length - 8; at++)
        {
            if (parquet.AsSpan(at).StartsWith(True))
            {
                footer.AddRange(Claimed);
                at += True.Length - 1;
                claims++;
            }
            else
            {
                footer.Add(parquet[at]);
            }
        }

        if (claims == 0)
        {
            throw new InvalidOperationException("The footer has no count to change.");
        }

        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, footer.Count);
        return [.. parquet[..start], .. footer, .. bytes, .. parquet[^4..]];
    }
}
