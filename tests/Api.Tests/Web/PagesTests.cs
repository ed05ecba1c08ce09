using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

using Analytics.Api.Tests.Files;
using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Web;

public sealed partial class PagesTests(LivePlatform platform)
{
    [Theory]
    [InlineData("/", "Overview")]
    [InlineData("/datasets", "Datasets")]
    [InlineData("/datasets/flights", "flights")]
    [InlineData("/datasets/flights/versions/1", "flights, version 1")]
    [InlineData("/files", "Files")]
    [InlineData("/runs", "Runs")]
    [InlineData("/runs/1", "Run 1 of delays")]
    [InlineData("/dashboards", "Dashboards")]
    [InlineData("/dashboards/flights", "Flights")]
    [InlineData("/catalogue", "Catalogue")]
    public async Task Page_Any_IsAnsweredWithAHeadingInMain(string path, string text)
    {
        var client = await platform.ClientAsync();

        using var answer = await client.GetAsync(path, Answers.Stop);

        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Answers.Stop));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<main", page);
        Assert.Equal(text, Heading().Match(page).Groups["text"].Value.Trim());
        Assert.DoesNotContain("The database does not answer", page);
    }

    [Theory]
    [InlineData("/datasets/nope", "Dataset not found")]
    [InlineData("/datasets/flights/versions/99", "Version not found")]
    [InlineData("/files/999999", "File not found")]
    [InlineData("/runs/999999", "Run not found")]
    [InlineData("/dashboards/nope", "Dashboard not found")]
    public async Task Page_OfWhatIsUnknown_IsNotFoundAndSaysSo(string path, string text)
    {
        var client = await platform.ClientAsync();

        using var answer = await client.GetAsync(path, Answers.Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Theory]
    [InlineData("/files")]
    [InlineData("/files?key=onerror")]
    [InlineData("/datasets/flights")]
    public async Task Page_WithAHostileName_ShowsItAsText(string path)
    {
        var client = await platform.ClientAsync();

        var page = await client.GetStringAsync(path, Answers.Stop);

        Assert.DoesNotContain("<img src=x", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);
    }

    [Fact]
    public async Task Page_WithHostileText_ShowsItAsText()
    {
        var client = await platform.ClientAsync();

        var page = await client.GetStringAsync("/datasets/flights", Answers.Stop);

        Assert.DoesNotContain("<b>small</b>", page);
        Assert.Contains("&lt;b&gt;small&lt;/b&gt;", page);
    }

    [Fact]
    public async Task FilePage_OfATakenFile_ShowsItsSumAndSteps()
    {
        var client = await platform.ClientAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync($"/files/{await ObjectsApiTests.IdAsync(client, "a.csv")}", Answers.Stop));

        Assert.Contains("4 records", page);
        Assert.Contains("3 rows loaded + 1", page);
        Assert.Contains("committed", page);
    }

    [Fact]
    public async Task FilePage_OfACutOffFile_ShowsTheFaultAndOffersARetry()
    {
        var client = await platform.ClientAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync($"/files/{await ObjectsApiTests.IdAsync(client, "cut.csv.gz")}", Answers.Stop));

        Assert.Contains("Rejected: none of its rows were loaded", page);
        Assert.Contains("gzip.", page);
        Assert.Contains("Retry", page);
    }

    [Fact]
    public async Task FilesPage_OfFilesThatWereNotLoaded_ListsTheUnclaimedOnesTooWithATotalAndARetryOfAll()
    {
        var client = await platform.ClientAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/files?state=not-loaded", Answers.Stop));

        Assert.Contains("unheard-of/x.csv", page);
        Assert.Contains("2 files", page);
        Assert.Contains("Retry 1 file", page);
    }

    [Fact]
    public async Task Overview_Always_LeadsToTheFilesInQuarantineAndListsUnclaimedOnes()
    {
        var client = await platform.ClientAsync();

        var page = WebUtility.HtmlDecode(await client.GetStringAsync("/", Answers.Stop));

        Assert.Contains("href=\"/files?quarantine=true\"", page);
        Assert.Contains("Files that were not loaded", page);
        Assert.Contains("unheard-of/x.csv", page);
    }

    [Theory]
    [InlineData("Asia/Kathmandu", "+05:45")]
    [InlineData("America/St_Johns", null)]
    public async Task Page_OfAReaderWithAKnownTimeZone_ShowsItsTimeAndUtcInATooltip(string zone, string? offset)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/runs/1");
        request.Headers.Add("Cookie", $"zone={Uri.EscapeDataString(zone)}");

        using var answer = await client.SendAsync(request, Answers.Stop);

        var time = Time().Match(await answer.Content.ReadAsStringAsync(Answers.Stop));
        var utc = DateTimeOffset.Parse(time.Groups["utc"].Value, CultureInfo.InvariantCulture);
        var local = TimeZoneInfo.ConvertTime(utc, TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(offset ?? local.ToString("zzz", CultureInfo.InvariantCulture), local.ToString("zzz", CultureInfo.InvariantCulture));
        Assert.Equal(local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), time.Groups["text"].Value);
        Assert.Equal(utc.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), time.Groups["title"].Value);
    }

    [Theory]
    [InlineData("dark", true)]
    [InlineData("light", false)]
    [InlineData("\"><script>", false)]
    public async Task Page_WithAChosenTheme_IsRenderedInIt(string theme, bool isDark)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", $"theme={Uri.EscapeDataString(theme)}");

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(isDark, (await answer.Content.ReadAsStringAsync(Answers.Stop)).Contains("data-theme=\"dark\"", StringComparison.Ordinal));
    }

    [GeneratedRegex("<time datetime=\"(?<utc>[^\"]*)\" title=\"(?<title>[^\"]*)\"[^>]*>(?<text>[^<]*)</time>", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex("<h1[^>]*>(?<text>[^<]*)</h1>", RegexOptions.None, 1000)]
    private static partial Regex Heading();
}
