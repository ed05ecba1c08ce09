namespace Analytics.Bench.Limits;

/// <summary>One line of 300 MB, rejected at the cap on records, not when it has been read.</summary>
internal sealed class PoisonLine()
    : TextPoison("P20-line", "rejecting one line of 300 MB / DuckDB's read_csv of it", "line.csv")
{
    private const int LineBytes = 300_000_000;

    protected override async Task WriteAsync(CancellationToken cancellationToken)
    {
        await using var file = System.IO.File.Create(File);
        await file.WriteAsync("id,name\n1,"u8.ToArray(), cancellationToken);
        var chunk = new byte[1_000_000];
        Array.Fill(chunk, (byte)'x');
        for (var written = 0; written < LineBytes; written += chunk.Length)
        {
            await file.WriteAsync(chunk, cancellationToken);
        }
    }
}
