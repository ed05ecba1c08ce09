using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Catalogue.Contracts;

namespace Analytics.Datasets.Delta;

/// <summary>Writes the actions of a commit or checkpoint, one JSON document a line, as the Delta Lake protocol has them.</summary>
internal sealed class DeltaActions : IDisposable
{
    /// <summary>Stands in each table's list of writer features: no other program knows it, so that none may write or vacuum.</summary>
    public const string OnlyWriter = "writtenByAnalyticsPlatformOnly";

    public static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly MemoryStream _lines = new();

    public int Count { get; private set; }

    public int Adds { get; private set; }

    /// <summary>The lines so far, from their beginning.</summary>
    public Stream Lines
    {
        get
        {
            _lines.Position = 0;
            return _lines;
        }
    }

    public void CommitInfo(DeltaVersion version, string operation, IReadOnlyCollection<DeltaFile> added) => Write("commitInfo", json =>
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
        json.WriteString("numFiles", $"{added.Count}");
        json.WriteString("numOutputRows", $"{added.Sum(file => file.Rows)}");
        json.WriteString("numOutputBytes", $"{added.Sum(file => file.Bytes)}");
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

    public void Add(DeltaTable table, DeltaFile file)
    {
        Adds++;
        Write("add", json =>
        {
            json.WriteString("path", DeltaKeys.PathOf(table.Dataset, file.Key));
            WriteEmpty(json, "partitionValues");
            json.WriteNumber("size", file.Bytes);
            json.WriteNumber("modificationTime", Milliseconds(file.AddedAt));
            json.WriteBoolean("dataChange", true);
            json.WriteString("stats", file.Stats);
        });
    }

    public void Remove(DeltaTable table, DeltaFile file, DateTime removedAt) => Write("remove", json =>
    {
        json.WriteString("path", DeltaKeys.PathOf(table.Dataset, file.Key));
        json.WriteNumber("deletionTimestamp", Milliseconds(removedAt));
        json.WriteBoolean("dataChange", true);
        json.WriteBoolean("extendedFileMetadata", true);
        WriteEmpty(json, "partitionValues");
        json.WriteNumber("size", file.Bytes);
    });

    public void Dispose() => _lines.Dispose();

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
        using (var json = new Utf8JsonWriter(_lines, Json))
        {
            json.WriteStartObject();
            json.WriteStartObject(action);
            body(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        _lines.WriteByte((byte)'\n');
        Count++;
    }
}
