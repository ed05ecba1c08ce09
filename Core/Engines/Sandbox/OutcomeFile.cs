using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Analytics.Machine.Files;

namespace Analytics.Engines.Sandbox;

/// <summary>The file in which a child says what it did.</summary>
public static class OutcomeFile
{
    private const int MaxBytes = 64 << 20;

    public static string In(string scratch) => Path.Combine(scratch, "outcome.json");

    /// <summary>Writes it under another name and renames it, so that half of it is never read.</summary>
    public static void Write<T>(string path, T outcome, JsonTypeInfo<T> type)
    {
        var partial = path + ".partial";
        using (var stream = File.Create(partial))
        {
            JsonSerializer.Serialize(stream, outcome, type);
        }

        File.Move(partial, path, overwrite: true);
    }

    /// <summary>What the child wrote; null when there is nothing, or nothing that can be trusted: it ran hostile SQL.</summary>
    internal static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var stream = new FileStream(PlainFile.Open(path), FileAccess.Read);
            return stream.Length > MaxBytes ? null : JsonSerializer.Deserialize(stream, type);
        }
        catch (Exception fault) when (fault is JsonException or FileNotFoundException or NotRegularFileException)
        {
            return null;
        }
    }
}
