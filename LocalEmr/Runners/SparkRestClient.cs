using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.LocalEmr.Runners;

/// <summary>
/// The REST API of a standalone master, and the logs that its workers show. It has a client of its own: a retry of a lost answer would
/// start a second driver.
/// </summary>
internal sealed class SparkRestClient(string restUrl, string masterUiUrl) : IDisposable
{
    private const int LogChunk = 1 << 20;

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Submits a driver; returns its id, or why the master refused it.</summary>
    public async Task<(string? Id, string? Problem)> CreateAsync(
        string mainClass, IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> properties, string version,
        CancellationToken cancellationToken)
    {
        var sparkProperties = new JsonObject();
        foreach (var (name, value) in properties)
        {
            sparkProperties[name] = value;
        }

        using var answer = await _http.PostAsJsonAsync(
            Address("create"),
            new JsonObject
            {
                ["action"] = "CreateSubmissionRequest",
                ["appResource"] = "",
                ["mainClass"] = mainClass,
                ["appArgs"] = new JsonArray([.. arguments.Select(argument => JsonValue.Create(argument))]),
                ["clientSparkVersion"] = version,
                ["environmentVariables"] = new JsonObject { ["SPARK_ENV_LOADED"] = "1" },
                ["sparkProperties"] = sparkProperties,
            },
            cancellationToken);
        var json = await ReadAsync(answer, cancellationToken);
        return Text(json, "submissionId") is { Length: > 0 } id && IsSuccess(json)
            ? (id, null)
            : (null, Text(json, "message") ?? $"HTTP {(int)answer.StatusCode}");
    }

    /// <summary>The driver's state and worker; a null state where the master does not know it.</summary>
    public async Task<(string? State, string? WorkerId, string? Message)> StatusAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(Address($"status/{id}"), cancellationToken);
        var json = await ReadAsync(answer, cancellationToken);
        return (IsSuccess(json) ? Text(json, "driverState") : null, Text(json, "workerId"), Text(json, "message"));
    }

    public async Task KillAsync(string id, CancellationToken cancellationToken)
    {
        using var answer = await _http.PostAsync(Address($"kill/{id}"), null, cancellationToken);
    }

    /// <summary>All cores of the master's living workers, and how many drivers it has.</summary>
    public async Task<(int Cores, int Drivers)> LoadAsync(CancellationToken cancellationToken)
    {
        var master = await MasterAsync(cancellationToken);
        var drivers = master.TryGetProperty("activedrivers", out var active) ? active.GetArrayLength() : 0;
        return (Workers(master).Sum(worker => worker.TryGetProperty("cores", out var cores) ? cores.GetInt32() : 0), drivers);
    }

    /// <summary>Adds to a file what a driver's log has more than it.</summary>
    public async Task AppendLogAsync(string id, string workerId, string log, string path, CancellationToken cancellationToken)
    {
        var worker = Workers(await MasterAsync(cancellationToken)).FirstOrDefault(worker => Text(worker, "id") == workerId);
        if (worker.ValueKind != JsonValueKind.Object || Text(worker, "webuiaddress") is not { } address)
        {
            return;
        }

        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        while (true)
        {
            var bytes = await _http.GetByteArrayAsync(
                $"{address}/log/?driverId={id}&logType={log}&byteLength={LogChunk}&offset={file.Length}", cancellationToken);

            // "==== Bytes 0-17 of 17 of /path ====" and then the bytes.
            var header = Array.IndexOf(bytes, (byte)'\n') + 1;
            if (header == 0 || header == bytes.Length)
            {
                return;
            }

            await file.WriteAsync(bytes.AsMemory(header), cancellationToken);
            if (bytes.Length - header < LogChunk)
            {
                return;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> MasterAsync(CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync($"{masterUiUrl.TrimEnd('/')}/json/", cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    private static IEnumerable<JsonElement> Workers(JsonElement master) =>
        master.TryGetProperty("workers", out var workers)
            ? workers.EnumerateArray().Where(worker => Text(worker, "state") is null or "ALIVE")
            : [];

    private string Address(string path) => $"{restUrl.TrimEnd('/')}/v1/submissions/{path}";

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new HttpRequestException($"The Spark master answered no object, but: {Head(text)}");
        }
        catch (JsonException exception)
        {
            throw new HttpRequestException($"The Spark master answered with something other than JSON: {Head(text)}", exception);
        }
    }

    private static string Head(string text) => text.Length <= 200 ? text : text[..200];

    private static bool IsSuccess(JsonElement json) => json.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
