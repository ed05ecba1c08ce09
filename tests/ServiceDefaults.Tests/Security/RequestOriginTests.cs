using Analytics.ServiceDefaults.Security;

using Microsoft.AspNetCore.Http;

namespace Analytics.ServiceDefaults.Tests.Security;

public sealed class RequestOriginTests
{
    [Theory]
    [InlineData("localhost:5080", RequestOriginFault.None)]
    [InlineData("LOCALHOST.", RequestOriginFault.None)]
    [InlineData("127.0.0.1", RequestOriginFault.None)]
    [InlineData("127.8.9.10:1", RequestOriginFault.None)]
    [InlineData("[::1]:5080", RequestOriginFault.None)]
    [InlineData("localemr:4567", RequestOriginFault.None)]
    [InlineData("LocalEmr", RequestOriginFault.None)]
    [InlineData("", RequestOriginFault.ForeignHost)]
    [InlineData("evil.example", RequestOriginFault.ForeignHost)]
    [InlineData("localhost.evil.example", RequestOriginFault.ForeignHost)]
    [InlineData("127.0.0.1.evil.example", RequestOriginFault.ForeignHost)]
    [InlineData("localemr.evil.example", RequestOriginFault.ForeignHost)]
    [InlineData("192.168.0.7", RequestOriginFault.ForeignHost)]
    [InlineData("0.0.0.0", RequestOriginFault.ForeignHost)]
    public void FaultOf_Host_IsServedOnLoopbackAndWhereItIsAllowed(string host, RequestOriginFault fault)
    {
        Assert.Equal(fault, RequestOrigin.FaultOf(Request("GET", host), ["localemr"]));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", RequestOriginFault.CrossSite)]
    [InlineData("Sec-Fetch-Site", "same-site", RequestOriginFault.CrossSite)]
    [InlineData("Sec-Fetch-Site", "same-origin", RequestOriginFault.None)]
    [InlineData("Sec-Fetch-Site", "none", RequestOriginFault.None)]
    [InlineData("Origin", "http://evil.example", RequestOriginFault.CrossSite)]
    [InlineData("Origin", "null", RequestOriginFault.CrossSite)]
    [InlineData("Origin", "http://localhost:9999", RequestOriginFault.CrossSite)]
    [InlineData("Origin", "https://localhost:5080", RequestOriginFault.CrossSite)]
    [InlineData("Origin", "http://localhost:5080", RequestOriginFault.None)]
    public void FaultOf_Write_IsRefusedFromAnotherSite(string header, string value, RequestOriginFault fault)
    {
        var write = Request("POST", "localhost:5080", header, value);
        var socket = Request("GET", "localhost:5080", header, value);
        socket.Request.Headers.Upgrade = "websocket";

        Assert.Equal(fault, RequestOrigin.FaultOf(write, []));
        Assert.Equal(fault, RequestOrigin.FaultOf(socket, []));
        Assert.Equal(RequestOriginFault.None, RequestOrigin.FaultOf(Request("GET", "localhost:5080", header, value), []));
    }

    private static DefaultHttpContext Request(string method, string host, string header = "Accept", string value = "*/*")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        context.Request.Headers[header] = value;
        return context;
    }
}
