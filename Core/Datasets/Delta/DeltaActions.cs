using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Catalogue.Contracts;

namespace Analytics.Datasets.Delta;

/// <summary>
/// Writes the actions of a commit or checkpoint into a local file, one JSON document a line, as the Delta Lake protocol has them. However
/// many they are, only a few are in memory.
/// </summary>
internal sealed class DeltaActions : IAsyncDisposable
{
    /// <summary>Stands in each table's list of writer features: no other program knows it, so that none may write or vacuum.</summary>
    public const string OnlyWriter = "writtenByAnalyticsPlatformOnly";

    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int BufferBytes = 64 * 1024;

    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * BufferBytes);
    private readonly Utf8JsonWriter _json;

    /// <param name="folder">Where the file lies until this is disposed of.</param>
    public DeltaActions(string folder)
    {
        Path = System.IO.Path.Combine(folder, $"{Guid.NewGuid():N}.json");
        _file = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0, useAsync: true);
        _json = new Utf8JsonWriter(_buffer, Json);
    }

    /// <summary>The file; whole after <see cref="FlushAsync"/>.</summary>
    public string Path { get; }

    public int Count { get; private set; }

    public int Adds { get; private set; }

    /// <param name="version">The version that was committed.</param>
    /// <param name="operation">Delta Lake's word for it.</param>
    /// <param name="added">The files that are added.</param>
    public void CommitInfo(DeltaVersion version, string operation, DeltaTotals added) => Write("commitInfo", json =>
    {
        json.WriteNumber("timestamp", Milliseconds(version.CommittedAt));
        json.WriteString("operation", operation);
        json.WriteStartObject("operationParameters");
        json.WriteString("kind", version.Kind);
        json.WriteString("contract", $"{version.ContractVersion}");
        if (version.IngestionId is { } ingestion)
        {
            json.WriteString("ingestion", $"{ingestion}");
            json.WriteString("object", version.ObjectKey);
        }

        json.WriteEndObject();
        json.WriteBoolean("isBlindAppend", version.Kind is "append" or "replay");
        json.WriteStartObject("operationMetrics");
        json.WriteString("numFiles", $"{added.Files}");
        json.WriteString("numOutputRows", $"{added.Rows}");
        json.WriteString("numOutputBytes", $"{added.Bytes}");
        json.WriteEndObject();
        json.WriteString("engineInfo", "Analytics platform");
    });

    /// <summary>The platform's own version, for readers that want to know which one they see.</summary>
    public void Transaction(DeltaTable table, long version) => Write("txn", json =>
    {
        json.WriteString("appId", table.AppId);
        json.WriteNumber("version", version);
    });

    public void Protocol(bool timestampNtz) => Write("protocol", json =>
    {
        json.WriteNumber("minReaderVersion", timestampNtz ? 3 : 1);
        json.WriteNumber("minWriterVersion", 7);
        string[] features = timestampNtz ? ["timestampNtz"] : [];
        if (timestampNtz)
        {
            WriteTexts(json, "readerFeatures", features);
        }

        WriteTexts(json, "writerFeatures", [.. features, OnlyWriter]);
    });

    public void MetaData(DeltaTable table, DatasetContract contract) => Write("metaData", json =>
    {
        json.WriteString("id", table.Id);
        json.WriteString("name", table.Dataset);
        if (contract.Description is { } description)
        {
            json.WriteString("description", description);
        }

        json.WriteStartObject("format");
        json.WriteString("provider", "parquet");
        WriteEmpty(json, "options");
        json.WriteEndObject();
        json.WriteString("schemaString", DeltaSchema.Of(contract.Schema));
        WriteTexts(json, "partitionColumns", []);
        WriteEmpty(json, "configuration");
        json.WriteNumber("createdTime", Milliseconds(table.CreatedAt));
    });

    /// <summary>Says of a file that it is in the table, or was removed from it.</summary>
    public ValueTask FileAsync(DeltaTable table, DeltaFile file, CancellationToken cancellationToken)
    {
        if (file.RemovedAt is { } removedAt)
        {
            Remove(table, file, removedAt);
        }
        else
        {
            Add(table, file);
        }

        return _buffer.WrittenCount < BufferBytes ? ValueTask.CompletedTask : FlushAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _file.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _file.DisposeAsync();
        File.Delete(Path);
    }

    private void Add(DeltaTable table, DeltaFile file)
    {
        Adds++;
        Write("add", json =>
        {
            json.WriteString("path", DeltaKeys.PathOf(table.Dataset, file.Key));
            WriteEmpty(json, "partitionValues");
            json.WriteNumber("size", file.Bytes);
            json.WriteNumber("modificationTime", Milliseconds(file.AddedAt));
            json.WriteBoolean("dataChange", true);
            json.WriteString("stats", file.Stats ?? DeltaStatistics.OfRows(file.Rows));
        });
    }

    private void Remove(DeltaTable table, DeltaFile file, DateTime removedAt) => Write("remove", json =>
    {
        json.WriteString("path", DeltaKeys.PathOf(table.Dataset, file.Key));
        json.WriteNumber("deletionTimestamp", Milliseconds(removedAt));
        json.WriteBoolean("dataChange", true);
        json.WriteBoolean("extendedFileMetadata", true);
        WriteEmpty(json, "partitionValues");
        json.WriteNumber("size", file.Bytes);
    });

    private static long Milliseconds(DateTime utc) =>
        new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeMilliseconds();

    private static void WriteEmpty(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private void Write(string action, Action<Utf8JsonWriter> body)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteStartObject(action);
        body(_json);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n"u8);
        Count++;
    }
}
