using Analytics.Api.Overview;
using Analytics.Catalogue;
using Analytics.Datasets;

using Bunit;

using MudBlazor.Services;

namespace Analytics.Api.Tests.Overview;

public sealed class AttentionCardTests : BunitContext
{
    public AttentionCardTests()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Card_NothingWrong_SaysSo()
    {
        var card = Render(Content());

        Assert.Contains("All is well", card.Markup);
        Assert.Contains("tone-good", card.Markup);
    }

    [Fact]
    public void Card_FilesWaiting_SaysThatWorkGoesOn() =>
        Assert.Contains("work in progress", Render(Content(("landed", 2))).Markup);

    [Fact]
    public void Card_RejectedFiles_LeadsToThem()
    {
        var card = Render(Content((RawObjectStates.Rejected, 2)));

        Assert.Contains("One thing needs attention", card.Markup);
        Assert.Equal("/files?state=rejected", card.Find("a").GetAttribute("href"));
        Assert.Contains("tone-bad", card.Markup);
    }

    [Fact]
    public void Card_OnlyCatalogueFaults_Warns() => Assert.Contains("tone-warn", Render(Content() with
    {
        Faults = [new CatalogueFault("datasets/a.yaml", 1, "", "wrong")],
    }).Markup);

    [Fact]
    public void Card_StoreLacksFilesThatTheLedgerNames_NamesTheDataset()
    {
        var markup = Render(Content() with { Lacking = ["sales"] }).Markup;

        Assert.Contains("The processed store lacks files of sales", markup);
        Assert.Contains("tone-bad", markup);
    }

    private static OverviewContent Content(params (string State, long Count)[] files) =>
        new([], [], [], [], files.ToDictionary(pair => pair.State, pair => pair.Count), [], [], []);

    private IRenderedComponent<AttentionCard> Render(OverviewContent content) =>
        Render<AttentionCard>(parameters => parameters.Add(card => card.Content, content));
}
