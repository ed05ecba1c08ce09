using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.LocalEmr.State;

/// <summary>
/// Changes as lines of JSON, each on the disk before it is true. A line that a crash has cut off was never true, and goes; the file is
/// written anew, without what later lines have replaced, at each start.
/// </summary>
internal sealed class Journal : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly string _path;
    private FileStream? _file;

    public Journal(string path) => _path = path;

    /// <summary>All entries, in order.</summary>
    public IEnumerable<JournalEntry> Read()
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        var number = 0;
        using var lines = new StreamReader(_path);
        while (lines.ReadLine() is { } line)
        {
            number++;
            JournalEntry? entry;
            try
            {
                entry = JsonSerializer.Deserialize<JournalEntry>(line, Json);
            }
            catch (JsonException exception)
            {
                if (lines.EndOfStream)
                {
                    yield break;
                }

                throw new InvalidDataException(
                    $"'{_path}' is damaged at line {number}: {exception.Message} Mend that line, or move the file away to start with none.",
                    exception);
            }

            if (entry is not null)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Replaces the file by these entries, at once, and opens it for more.</summary>
    public void Rewrite(IEnumerable<JournalEntry> entries)
    {
        _file?.Dispose();
        var fresh = _path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            foreach (var entry in entries)
            {
                Write(file, entry);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 1);
    }

    /// <summary>Adds an entry; when this returns it is on the disk, and when it throws it is not in the file.</summary>
    public void Append(JournalEntry entry)
    {
        var file = _file ?? throw new InvalidOperationException("The journal is not open.");
        var length = file.Length;
        try
        {
            Write(file, entry);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(length);
            throw;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static void Write(FileStream file, JournalEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, Json), (byte)'\n'];
        file.Write(line);
    }
}
