using Analytics.Standalone.Listening;
using Microsoft.Extensions.Configuration;

namespace Analytics.Standalone.Tests.Listening;

public class LoopbackGuardTests
{
    [Theory]
    [InlineData("urls", "http://localhost:5080")]
    [InlineData("urls", "http://127.0.0.1:1;http://[::1]:2")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://127.0.0.2:5080")]
    public void FaultOf_LoopbackAddress_Passes(string key, string value) => Assert.Null(Fault((key, value)));

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:5080")]
    [InlineData("urls", "http://[::]:5080")]
    [InlineData("urls", "http://192.0.2.7:5080")]
    [InlineData("urls", "http://localhost.example:5080")]
    [InlineData("urls", "http://localhost:5080;http://0.0.0.0:5081")]
    [InlineData("urls", "http://unix:/tmp/socket")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    [InlineData("Kestrel:Endpoints:Web:Url", "http://0.0.0.0:5080")]
    [InlineData("Kestrel:Endpoints:Web:Protocols", "Http1")]
    public void FaultOf_AnyOtherAddress_Refuses(string key, string value) =>
        Assert.Contains("sign-in is not configured", Fault((key, value)), StringComparison.Ordinal);

    [Fact]
    public void FaultOf_PortsBesideLoopbackUrls_Passes() => Assert.Null(Fault(("urls", "http://localhost:1"), ("http_ports", "8080")));

    private static string? Fault(params (string Key, string Value)[] settings) => LoopbackGuard.FaultOf(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build());
}
