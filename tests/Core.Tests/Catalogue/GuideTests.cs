using System.Text.RegularExpressions;
using Analytics.Core.Catalogue;
using Analytics.Fixtures;

namespace Analytics.Core.Tests.Catalogue;

public sealed partial class GuideTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public async Task Guide_ExamplesOfEveryKey_AreReadWithoutFaults()
    {
        var guide = FindGuide();
        foreach (var page in Directory.GetFiles(guide, "*.md"))
        {
            foreach (Match example in Example().Matches(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)))
            {
                var path = _folder.File(example.Groups["file"].Value);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder.Path);
                await File.WriteAllTextAsync(path, example.Groups["text"].Value, TestContext.Current.CancellationToken);
            }
        }

        var snapshot = await CatalogueFolder.ReadAsync(_folder.Path, CatalogueSnapshot.Empty, TestContext.Current.CancellationToken);

        Assert.Empty(snapshot.Faults);
        Assert.Equal((1, 1, 1), (snapshot.Datasets.Count, snapshot.Jobs.Count, snapshot.Dashboards.Count));
    }

    public void Dispose() => _folder.Dispose();

    private static string FindGuide()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var guide = Path.Combine(folder.FullName, "docs", "guide");
            if (Directory.Exists(guide))
            {
                return guide;
            }
        }

        throw new InvalidOperationException("No docs/guide lies above the tests.");
    }

    [GeneratedRegex("<!-- checked: (?<file>\\S+) -->\\s+```\\w+\\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Example();
}
