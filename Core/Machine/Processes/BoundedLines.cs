using System.Text;

namespace Analytics.Machine.Processes;

/// <summary>Reads lines of a child that may send anything: a long line is cut, not kept.</summary>
internal static class BoundedLines
{
    public const int MaxBytes = 16 * 1024;

    public static async Task ReadAsync(Stream stream, Action<string> onLine)
    {
        var buffer = new byte[MaxBytes];
        var line = new MemoryStream();
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            int end;
            while ((end = rest.Span.IndexOf((byte)'\n')) >= 0)
            {
                Append(line, rest.Span[..end]);
                Deliver(line, onLine);
                rest = rest[(end + 1)..];
            }

            Append(line, rest.Span);
        }

        Deliver(line, onLine);
    }

    private static void Append(MemoryStream line, ReadOnlySpan<byte> bytes) =>
        line.Write(bytes[..Math.Min(bytes.Length, MaxBytes - (int)line.Length)]);

    private static void Deliver(MemoryStream line, Action<string> onLine)
    {
        if (line.Length > 0)
        {
            onLine(Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length).TrimEnd('\r'));
            line.SetLength(0);
        }
    }
}
