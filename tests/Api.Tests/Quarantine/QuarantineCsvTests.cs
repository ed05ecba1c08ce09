using System.Text;

using Analytics.Api.Quarantine;
using Analytics.Datasets;

using Microsoft.AspNetCore.Http;

namespace Analytics.Api.Tests.Quarantine;

public sealed class QuarantineCsvTests
{
    [Fact]
    public async Task Execute_ValueThatASpreadsheetWouldRun_IsText()
    {
        var record = new QuarantinedEntry(
            1, 2, 3, 8, "=1+1,=cmd|x", false,
            [new QuarantinedViolation("@a", "type", "=1+1"), new QuarantinedViolation("b", "required", null)], 1);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await QuarantineCsv.Of(7, new[] { record }.ToAsyncEnumerable()).ExecuteAsync(context);

        var lines = Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()).Split("\r\n");
        Assert.Equal("1,2,3,8,'@a,type,'=1+1,\"'=1+1,=cmd|x\",false,1", lines[1]);
        Assert.Equal("1,2,3,8,b,required,,\"'=1+1,=cmd|x\",false,1", lines[2]);
    }
}
