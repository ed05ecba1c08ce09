using Analytics.Storage.FileEvents.Sqs;

namespace Analytics.Storage.Tests.FileEvents.Sqs;

public sealed class S3NotificationTests
{
    private const string Records =
        """{"Records":[{"eventSource":"aws:s3","eventVersion":"2.6","s3":{"bucket":{"name":"raw"},"object":{"key":"KEY","size":1}}}]}""";

    [Theory]
    [InlineData("incoming/a/b.csv", "incoming/a/b.csv")]
    [InlineData("incoming/a/with+blank.csv", "incoming/a/with blank.csv")]
    [InlineData("incoming/a/plus%2Bsign.csv", "incoming/a/plus+sign.csv")]
    [InlineData("incoming/a/%C3%84rger.csv", "incoming/a/Ärger.csv")]
    public void Read_RecordOfS3_GivesTheDecodedKey(string encoded, string key)
    {
        var read = S3Notification.Read(Records.Replace("KEY", encoded, StringComparison.Ordinal), "raw");

        Assert.Null(read.Fault);
        Assert.Equal(key, Assert.Single(read.Events).Key);
    }

    [Fact]
    public void Read_EventBridge_GivesThePlainKey()
    {
        var read = S3Notification.Read(
            """{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"raw"},"object":{"key":"incoming/a/b+c d.csv"}}}""",
            "raw");

        Assert.Equal("incoming/a/b+c d.csv", Assert.Single(read.Events).Key);
    }

    [Fact]
    public void Read_NotificationThroughSns_IsUnwrappedOnce()
    {
        var inner = System.Text.Json.JsonSerializer.Serialize(Records.Replace("KEY", "incoming/a/x", StringComparison.Ordinal));

        var read = S3Notification.Read($$"""{"Type":"Notification","Message":{{inner}}}""", "raw");

        Assert.Equal("incoming/a/x", Assert.Single(read.Events).Key);
    }

    [Fact]
    public void Read_TestEvent_IsNothingAndNoFault()
    {
        var read = S3Notification.Read("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"raw"}""", "raw");

        Assert.Null(read.Fault);
        Assert.Empty(read.Events);
    }

    [Fact]
    public void Read_OneRecordOfAnotherBucket_TakesTheOthersAndSaysSo()
    {
        const string body =
            """
            {"Records":[
              {"eventSource":"aws:s3","s3":{"bucket":{"name":"else"},"object":{"key":"incoming/a/1"}}},
              {"eventSource":"aws:s3","s3":{"bucket":{"name":"raw"},"object":{"key":"incoming/a/2"}}}]}
            """;

        var read = S3Notification.Read(body, "raw");

        Assert.Equal("incoming/a/2", Assert.Single(read.Events).Key);
        Assert.Contains("'else'", read.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"Records":[1]}""")]
    [InlineData("""{"Records":[{"eventSource":"aws:s3","s3":{}}]}""")]
    [InlineData("""{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"raw"},"object":{"key":7}}}]}""")]
    [InlineData("""{"Type":"Notification","Message":"{\"Type\":\"Notification\",\"Message\":\"{}\"}"}""")]
    [InlineData("""{"source":"aws.s3","detail":[]}""")]
    public void Read_AnythingElse_IsAFaultAndNoEvent(string body)
    {
        var read = S3Notification.Read(body, "raw");

        Assert.NotNull(read.Fault);
        Assert.Empty(read.Events);
    }
}
