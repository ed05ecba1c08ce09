using System.Net;
using System.Text;
using Analytics.AppHost.LocalStack;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.AppHost.Tests.LocalStack;

public sealed class LocalStackReadyTests
{
    [Theory]
    [InlineData("""{"completed": false, "scripts": []}""", HealthStatus.Unhealthy, "still runs")]
    [InlineData("""{"completed": true, "scripts": []}""", HealthStatus.Healthy, null)]
    [InlineData("""{"completed": true, "scripts": [{"name": "prepare.py", "state": "SUCCESSFUL"}]}""", HealthStatus.Healthy, null)]
    [InlineData("""{"completed": true, "scripts": [{"name": "prepare.py", "state": "ERROR"}]}""", HealthStatus.Unhealthy, "prepare.py")]
    [InlineData("no JSON", HealthStatus.Unhealthy, "does not answer")]
    public async Task CheckHealth_StageOfItsScripts_DecidesWhetherItIsReady(string answer, HealthStatus expected, string? told)
    {
        using var http = new HttpClient(new Answer(answer));
        var check = new LocalStackReady(http, () => new Uri("http://localhost:4566"));

        var result = await check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(expected, result.Status);
        Assert.Contains(told ?? "", result.Description ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckHealth_NotStarted_IsUnhealthy()
    {
        using var http = new HttpClient();

        var result = await new LocalStackReady(http, () => null).CheckHealthAsync(
            new HealthCheckContext(), TestContext.Current.CancellationToken);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
    }

    private sealed class Answer(string text) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("/_localstack/init/ready", request.RequestUri?.AbsolutePath);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(text, Encoding.UTF8, "application/json"),
            });
        }
    }
}
