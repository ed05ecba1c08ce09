using Analytics.Fixtures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Catalogue.Tests;

public sealed class WatchedCatalogueTests : IDisposable
{
    private readonly TestCatalogue _folder = new();

    [Fact]
    public async Task StartAsync_FolderOfDefinitions_HoldsThemBeforeOthersStart()
    {
        using var host = await StartAsync();

        var current = host.Services.GetRequiredService<ICatalogue>().Current;

        Assert.Equal((1, 1, 1), (current.Datasets.Count, current.Jobs.Count, current.Dashboards.Count));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Changed_FileIsWritten_FiresAndHoldsTheNewDefinition()
    {
        using var host = await StartAsync();
        var catalogue = host.Services.GetRequiredService<ICatalogue>();
        var before = catalogue.Current;
        using var changed = new SemaphoreSlim(0);
        using var registration = catalogue.Changed.RegisterChangeCallback(_ => changed.Release(), state: null);

        _folder.Write("datasets/weather.yaml", TestCatalogue.Contract);

        Assert.True(await changed.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await Eventually.TrueAsync(() => catalogue.Current.Datasets.ContainsKey("weather"));
        Assert.False(before.Datasets.ContainsKey("weather"));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReloadAsync_NothingChanged_KeepsTheSnapshotAndIsSilent()
    {
        using var host = await StartAsync();
        var catalogue = host.Services.GetRequiredService<ICatalogue>();
        var (current, token) = (catalogue.Current, catalogue.Changed);

        Assert.Same(current, await catalogue.ReloadAsync(TestContext.Current.CancellationToken));

        Assert.False(token.HasChanged);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReloadAsync_EachFileBecomesFaulty_AllLastGoodDefinitionsStay()
    {
        using var host = await StartAsync();
        var catalogue = host.Services.GetRequiredService<ICatalogue>();
        var good = catalogue.Current;
        foreach (var file in new[] { "datasets/sales.yaml", "jobs/daily/job.yaml", "dashboards/shop.yaml" })
        {
            _folder.Write(file, "colour: red");
        }

        var faulty = await catalogue.ReloadAsync(TestContext.Current.CancellationToken);

        Assert.Same(good.Datasets["sales"], faulty.Datasets["sales"]);
        Assert.Same(good.Jobs["daily"], faulty.Jobs["daily"]);
        Assert.Same(good.Dashboards["shop"], faulty.Dashboards["shop"]);
        Assert.Equal(3, faulty.Faults.Where(fault => fault.Key == "colour").Select(fault => fault.File).Distinct().Count());
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ReloadAsync_FileIsDeleted_ItsDefinitionGoes()
    {
        using var host = await StartAsync();
        var catalogue = host.Services.GetRequiredService<ICatalogue>();
        File.Delete(Path.Combine(_folder.Path, "dashboards", "shop.yaml"));

        Assert.Empty((await catalogue.ReloadAsync(TestContext.Current.CancellationToken)).Dashboards);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task StartAsync_WrongOptions_NamesEveryKey()
    {
        using var host = Build(("Catalogue:Path", " "), ("Catalogue:ReloadInterval", "00:00:00"));

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Catalogue:Path", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Catalogue:ReloadInterval", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IHost> StartAsync()
    {
        var host = Build(("Catalogue:Path", _folder.Path), ("Catalogue:ReloadInterval", "00:00:05"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddCatalogue();
        return builder.Build();
    }
}
