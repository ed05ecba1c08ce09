using System.Net;

using Analytics.Api.Jobs;
using Analytics.Api.Problems;
using Analytics.Api.Tests.Support;
using Analytics.Fixtures;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Api.Tests.Problems;

public sealed class ProblemsTests(LivePlatform platform)
{
    [Theory]
    [InlineData("/api/v1/datasets")]
    [InlineData("/api/v1/objects")]
    [InlineData("/api/v1/jobs")]
    [InlineData("/api/v1/runs")]
    [InlineData("/api/v1/results")]
    public async Task DatabaseGone_AnyRead_IsUnavailableWithARetryTime(string path)
    {
        using var folder = new ScratchFolder();
        await using var api = Unreachable(folder);
        using var client = api.CreateClient();

        using var answer = await client.GetAsync(path, Answers.Stop);

        var problem = await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "database-unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("Npgsql", problem.ToString());
        Assert.DoesNotContain("   at ", problem.ToString());
    }

    [Fact]
    public async Task ConnectionsUsedUp_ARead_IsUnavailableWithARetryTimeUntilThereAreSome()
    {
        using var folder = new ScratchFolder();
        await using var database = await platform.AnotherDatabaseAsync();
        await using var api = WithoutStart(folder, database.ConnectionStringOf(ServiceRole.Api));
        using var client = api.CreateClient();

        await database.LimitConnectionsAsync(0);
        using var refused = await client.GetAsync("/api/v1/runs", Answers.Stop);
        await database.LimitConnectionsAsync(-1);
        using var answer = await client.GetAsync("/api/v1/runs", Answers.Stop);

        await refused.ProblemAsync(HttpStatusCode.ServiceUnavailable, "database-unavailable");
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task DatabaseGone_APage_SaysSoAndStaysAPage()
    {
        using var folder = new ScratchFolder();
        await using var api = Unreachable(folder);
        using var client = api.CreateClient();

        using var answer = await client.GetAsync("/", Answers.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("The database does not answer.", await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Fact]
    public async Task UnknownRoute_OfTheApi_IsAProblem()
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync("/api/v1/nope", HttpStatusCode.NotFound, "not-found");
        using var answer = await client.DeleteAsync("/api/v1/datasets", Answers.Stop);
        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }

    [Fact]
    public async Task UnknownRoute_OfThePages_IsAPage()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.GetAsync("/nope", Answers.Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Page not found", await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Fact]
    public void Types_Ever_AreNotRenamed() => Assert.Equal(
        [
            "busy", "conflict", "cross-site", "database-unavailable", "forbidden", "foreign-host", "internal", "invalid-request",
            "length-required", "method-not-allowed", "no-chart-login", "not-acceptable", "not-found", "query-at-fault", "refused",
            "request-timeout", "too-large", "too-many-requests", "too-slow", "unauthorized", "unsupported-media-type",
        ],
        typeof(ProblemTypes).GetFields().Where(field => field.Name != nameof(ProblemTypes.Prefix))
            .Select(field => ((string?)field.GetRawConstantValue())?[ProblemTypes.Prefix.Length..]).Order(StringComparer.Ordinal));

    [Fact]
    public void Status_Any_HasAStableType()
    {
        int[] known = [400, 401, 403, 404, 405, 406, 408, 409, 411, 413, 415, 422, 429, 431, 500, 501, 503];

        Assert.All(Enumerable.Range(400, 200), status => Assert.StartsWith(ProblemTypes.Prefix, ProblemTypes.OfStatus(status)));
        Assert.All(known, status => Assert.NotEqual(ProblemTypes.Refused, ProblemTypes.OfStatus(status)));
    }

    [Fact]
    public async Task Fault_Unforeseen_IsInternalAndTellsNothing()
    {
        using var folder = new ScratchFolder();
        await using var api = Unreachable(folder, services => services.AddSingleton<JobCatalogue>(
            _ => throw new InvalidOperationException("secret of the inside")));
        using var client = api.CreateClient();

        var problem = await client.ProblemAsync("/api/v1/jobs", HttpStatusCode.InternalServerError, "internal");

        Assert.DoesNotContain("secret", problem.ToString());
    }

    [Fact]
    public async Task Health_DatabaseGone_IsUnhealthyAndTheProcessAlive()
    {
        using var folder = new ScratchFolder();
        await using var api = Unreachable(folder);
        using var client = api.CreateClient();

        using var health = await client.GetAsync("/health", Answers.Stop);
        using var alive = await client.GetAsync("/alive", Answers.Stop);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy"), (health.StatusCode, await health.Content.ReadAsStringAsync(Answers.Stop)));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        using var well = await (await platform.ClientAsync()).GetAsync("/health", Answers.Stop);
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
    }

    private static ApiFactory Unreachable(ScratchFolder folder, Action<IServiceCollection>? services = null) =>
        WithoutStart(folder, "Host=127.0.0.1;Port=1;Username=nobody;Database=none", services);

    private static ApiFactory WithoutStart(ScratchFolder folder, string connection, Action<IServiceCollection>? services = null) => new(
        new Dictionary<string, string?>
        {
            ["ConnectionStrings:analytics"] = connection,
            ["Storage:RawPath"] = Directory.CreateDirectory(folder.File("raw")).FullName,
            ["Storage:ProcessedPath"] = Directory.CreateDirectory(folder.File("processed")).FullName,
            ["Catalogue:Path"] = SampleCatalogue.Write(folder.File("catalog")),
        },
        withoutStart: true,
        services);
}
