using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Protocol;

public sealed class EmrEndpointTests
{
    [Theory]
    [InlineData(null, "20260102T030405Z", 403, "MissingAuthenticationTokenException")]
    [InlineData("Bearer abc", "20260102T030405Z", 400, "IncompleteSignatureException")]
    [InlineData("AWS4-HMAC-SHA256 Credential=AKID/20260102/us-east-1/elasticmapreduce/aws4_request, SignedHeaders=host, Signature=short",
        "20260102T030405Z", 400, "IncompleteSignatureException")]
    [InlineData(EmrClient.Signed, null, 400, "IncompleteSignatureException")]
    [InlineData(EmrClient.Signed, "20260103T030405Z", 400, "IncompleteSignatureException")]
    public async Task Handle_SignatureOfAnotherForm_IsRefused(string? authorization, string? date, int status, string type)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(
            () => server.Client.SendAsync("ElasticMapReduce.ListClusters", "{}", authorization, date));

        Assert.Equal((status, type), (fault.Status, fault.Type));
    }

    [Fact]
    public async Task Handle_SignedForAnotherService_IsRefused()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.SendAsync(
            "ElasticMapReduce.ListClusters", "{}", EmrClient.Signed.Replace("elasticmapreduce", "s3", StringComparison.Ordinal)));

        Assert.Equal("InvalidSignatureException", fault.Type);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("AmazonSQS.SendMessage")]
    public async Task Handle_TargetOfAnotherService_IsUnknown(string? target)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.SendAsync(target, "{}"));

        Assert.Equal("UnknownOperationException", fault.Type);
    }

    [Theory]
    [InlineData("CreateStudio")]
    [InlineData("AddInstanceGroups")]
    public async Task Handle_OperationThatIsNotThere_SaysSo(string operation)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.CallAsync(operation, new { }));

        Assert.Equal("InvalidRequestException", fault.Type);
        Assert.StartsWith($"{operation} is not supported by LocalEmr.", fault.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"Name\": 5}")]
    [InlineData("{\"Name\": \"x\", \"Instances\": []}")]
    [InlineData("{\"Name\": \"x\", \"StepConcurrencyLevel\": \"two\"}")]
    [InlineData("{\"Steps\": {\"a\": 1}}")]
    public async Task Handle_MalformedBody_IsASerializationFault(string body)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.SendAsync("ElasticMapReduce.RunJobFlow", body));

        Assert.Equal((400, "SerializationException"), (fault.Status, fault.Type));
    }

    [Fact]
    public async Task Handle_BodyNestedWithoutEnd_IsASerializationFault()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var deep = "{\"Configurations\":" + new string('[', 5_000) + new string(']', 5_000) + "}";

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.SendAsync("ElasticMapReduce.RunJobFlow", deep));

        Assert.Equal("SerializationException", fault.Type);
    }
}
