using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Storage;

namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>
/// A whole platform over stores of its own, started with the first test that asks for it and shared by all tests of a class: each test
/// has a dataset, a job and a dashboard to itself, told apart by a suffix.
/// </summary>
public abstract class JourneyPlatform : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>
    /// Of no dataset, and the last of all keys. Once the ledger has it, the listing at the start is over: what lands from then on, until
    /// the next listing, is found by an event alone.
    /// </summary>
    private const string FirstListed = "incoming/zz-of-no-dataset/file";

    private static readonly string[] Suffixes = ["", "_names", "_replaced", "_rejected", "_replayed"];

    private Task<StandaloneProgram>? _starting;
    private StandaloneProgram? _program;

    /// <summary>By what the ledger says that objects were found: <c>event</c> or <c>listing</c>.</summary>
    public virtual string SeenBy => "event";

    internal StandaloneProgram Program => _program ?? throw new InvalidOperationException("Not started yet.");

    protected ScratchFolder Folder { get; } = new();

    protected abstract IObjectStore Raw { get; }

    protected abstract IObjectStore Processed { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts it once; where that failed, it fails for each test at once.</summary>
    public async Task StartAsync() => _program = await (_starting ??= StartProgramAsync());

    public async Task LandAsync(string key, string content)
    {
        await using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Assert.NotNull(await Raw.PutAsync(ObjectKey.Parse(key), bytes, PutCondition.Always, Stop));
    }

    public void AllowMore(string suffix) => ShopCatalogue.WriteContract(Folder.File("catalog"), suffix, maximum: 1000);

    /// <summary>Waits until the newest object of a key has a state; gives the object with its steps and outcomes.</summary>
    public async Task<JsonElement> WaitForObjectAsync(string key, string state)
    {
        var found = await Eventually.ValueAsync(
            async () =>
            {
                var list = await Program.GetAsync($"/api/v1/objects?limit=1&key={Uri.EscapeDataString(key)}");
                return list.GetProperty("items").EnumerateArray().Select(item => (JsonElement?)item).FirstOrDefault() is { } newest
                    && newest.GetProperty("state").GetString() == state ? newest.GetProperty("id").ToString() : null;
            },
            Patience,
            $"'{key}' becomes {state}");
        return await Program.GetAsync($"/api/v1/objects/{found}");
    }

    /// <summary>Waits until a chart shows these amounts, written as <c>Graz 7.00, Vienna 12.50</c>.</summary>
    public Task WaitForChartAsync(string suffix, string amounts) => Eventually.TrueAsync(
        async () =>
        {
            // Before the first result there is no table to ask.
            using var answer = await Program.Client.GetAsync(
                new Uri($"/api/v1/dashboards/shops{suffix}/charts/sales", UriKind.Relative), Stop);
            return answer.IsSuccessStatusCode && amounts == AmountsOf(await answer.Content.ReadFromJsonAsync<JsonElement>(Stop));
        },
        Patience,
        $"the chart of shops{suffix} shows {amounts}");

    /// <summary>Asks for something until the platform accepts it: it may have to hear of a change first.</summary>
    public Task PostUntilAcceptedAsync(string path) => Eventually.TrueAsync(
        async () => (await Program.Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), new { }, Stop)).IsSuccessStatusCode,
        Patience,
        $"POST {path} is accepted");

    public async Task<IReadOnlyList<string>> ProcessedKeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var entry in Processed.ListAsync(prefix, Stop))
        {
            keys.Add(entry.Key.Value);
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_program is not null)
        {
            await _program.DisposeAsync();
        }

        await CloseStoresAsync();
        Folder.Dispose();
    }

    /// <summary>Environment variables of the program.</summary>
    protected virtual IReadOnlyDictionary<string, string>? Variables => null;

    /// <summary>Makes the stores; gives the settings that point the platform at them.</summary>
    protected abstract Task<IReadOnlyDictionary<string, string>> OpenStoresAsync();

    protected virtual ValueTask CloseStoresAsync() => ValueTask.CompletedTask;

    private static string AmountsOf(JsonElement chart) => string.Join(", ", chart.GetProperty("rows").EnumerateArray().Select(
        row => $"{row[0].GetString()} {decimal.Parse(row[1].ToString(), CultureInfo.InvariantCulture):0.00}"));

    private async Task<StandaloneProgram> StartProgramAsync()
    {
        var settings = await OpenStoresAsync();
        foreach (var suffix in Suffixes)
        {
            ShopCatalogue.AddShop(Folder.File("catalog"), suffix, maximum: 100);
        }

        await LandAsync(FirstListed, "");
        var program = await StandaloneProgram.StartAsync(
            Folder.File("data"), Folder.File("catalog"), sampleData: false,
            settings.SelectMany(setting => (string[])["--" + setting.Key, setting.Value]), Variables);
        await Eventually.TrueAsync(
            async () => (await program.GetAsync("/api/v1/objects?state=unclaimed")).GetProperty("items").GetArrayLength() == 1,
            Patience,
            "the first listing is over");
        return program;
    }
}
