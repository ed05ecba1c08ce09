using System.Text.RegularExpressions;
using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Yaml;
using Analytics.Fixtures;

namespace Analytics.Catalogue.Tests;

public sealed partial class GuideTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Guide_ExamplesOfEveryKey_AreReadWithoutFaults()
    {
        var snapshot = await ReadExamplesAsync();

        Assert.Empty(snapshot.Faults);
        Assert.Equal((1, 4, 1), (snapshot.Datasets.Count, snapshot.Jobs.Count, snapshot.Dashboards.Count));
    }

    [Fact]
    public async Task Guide_EveryKeyTheReadersKnow_StandsInAnExample()
    {
        var snapshot = await ReadExamplesAsync();
        var notShown = new List<string>();
        await CheckAsync("datasets/orders.yaml", (text, faults) => ContractReader.Read("orders", text, faults));
        notShown.AddRange((await Task.WhenAll(snapshot.Jobs.Keys.Select(KeysNotUsedAsync))).Aggregate((some, others) => [.. some.Intersect(others)]));
        await CheckAsync("dashboards/shops.yaml", (text, faults) => DashboardReader.Read("shops", text, snapshot.Jobs, faults));

        Assert.Empty(notShown);

        // Kinds of jobs have different keys: each must stand in one of the examples.
        async Task<string[]> KeysNotUsedAsync(string job)
        {
            var faults = new FaultList("job.yaml");
            JobReader.Read(
                job,
                await File.ReadAllTextAsync(_folder.File($"jobs/{job}/job.yaml"), TestContext.Current.CancellationToken),
                file => File.ReadAllText(_folder.File($"jobs/{job}/{file}")),
                snapshot.Datasets,
                new Dictionary<string, string>(StringComparer.Ordinal),
                faults);
            return [.. faults.KeysNotUsed];
        }

        async Task CheckAsync(string file, Action<string, FaultList> read)
        {
            var faults = new FaultList(file);
            read(await File.ReadAllTextAsync(_folder.File(file), TestContext.Current.CancellationToken), faults);
            notShown.AddRange(faults.KeysNotUsed.Select(key => $"{file}: {key}"));
        }
    }

    public void Dispose() => _folder.Dispose();

    private async Task<CatalogueSnapshot> ReadExamplesAsync()
    {
        foreach (var page in Directory.GetFiles(Repository.PathOf("docs", "guide"), "*.md"))
        {
            foreach (Match example in Example().Matches(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)))
            {
                var path = _folder.File(example.Groups["file"].Value);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder.Path);
                await File.WriteAllTextAsync(path, example.Groups["text"].Value, TestContext.Current.CancellationToken);
            }
        }

        return await CatalogueFolder.ReadAsync(_folder.Path, CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(
        "<!-- checked: (?<file>\\S+) -->\\s+```\\w+\\n(?<text>.*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Example();
}
