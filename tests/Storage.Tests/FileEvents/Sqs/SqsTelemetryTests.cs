using Amazon.SQS.Model;
using Analytics.Storage.FileEvents.Sqs;

namespace Analytics.Storage.Tests.FileEvents.Sqs;

public sealed class SqsTelemetryTests
{
    private const string Given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(Given, null, Given)]
    [InlineData(null, "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01")]
    [InlineData(null, "Sampled=0; Parent=53995c3f42cd8ad8; Root=1-5759e988-bd862e3fe1be46a994272793",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00")]
    [InlineData("nonsense", "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
        "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01")]
    [InlineData("'; drop table", "Root=;Parent=x;Root=2", null)]
    [InlineData(null, "Root=1-5759e988-bd862e3fe1be46a994272793", null)]
    [InlineData(null, null, null)]
    public void TraceParentOf_Message_IsWhatItCarries(string? attribute, string? header, string? expected)
    {
        var message = new Message { MessageAttributes = [], Attributes = [] };
        if (attribute is not null)
        {
            message.MessageAttributes["traceparent"] = new MessageAttributeValue { DataType = "String", StringValue = attribute };
        }

        if (header is not null)
        {
            message.Attributes["AWSTraceHeader"] = header;
        }

        Assert.Equal(expected, SqsTelemetry.TraceParentOf(message));
    }
}
