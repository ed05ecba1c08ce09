using System.Text.Json;

using Analytics.Engines;
using Analytics.Engines.Sandbox;

namespace Analytics.EmbeddedEngine.Tasks;

/// <summary>Log lines as JSON lines on standard output.</summary>
internal sealed class ChildLog(Stream output)
{
    private const int MaxCharacters = 4_000;

    public void Write(EngineLogLine line)
    {
        var cut = line.Text.Length > MaxCharacters ? line with { Text = line.Text[..MaxCharacters] } : line;
        byte[] json = [.. JsonSerializer.SerializeToUtf8Bytes(cut, EngineJson.Default.EngineLogLine), (byte)'\n'];
        lock (output)
        {
            output.Write(json);
            output.Flush();
        }
    }
}
