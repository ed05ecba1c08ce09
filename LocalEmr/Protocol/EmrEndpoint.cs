using System.Text.Json;

namespace Analytics.LocalEmr.Protocol;

/// <summary>JSON 1.1: every operation is a POST to the root, named by <c>X-Amz-Target</c>.</summary>
internal sealed class EmrEndpoint(
    IEnumerable<IOperations> operations, RequestGuard guard, Signatures signatures, ILogger<EmrEndpoint> logger)
{
    private const string TargetPrefix = "ElasticMapReduce.";

    /// <summary>256 steps of 10,240 characters, each up to three bytes long, and room.</summary>
    private const int MaxBody = 10 << 20;

    private readonly Dictionary<string, Operation> _operations =
        operations.SelectMany(group => group.All).ToDictionary(operation => operation.Name, StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        var (status, answer) = await AnswerAsync(context, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = RequestGuard.ContentType;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private async Task<(int Status, byte[] Answer)> AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        try
        {
            guard.Check(context);
            var operation = Find(request.Headers["X-Amz-Target"].ToString());
            var credential = signatures.CheckHead(request);
            using var body = await ReadAsync(request, cancellationToken);
            signatures.CheckBody(request, credential, body.GetBuffer().AsSpan(0, (int)body.Length));
            return (200, JsonSerializer.SerializeToUtf8Bytes(operation.Run(Parse(body), new Caller(credential.Region)), ApiJson.Wire));
        }
        catch (ApiException refused)
        {
            return (refused.Status, Refusal(refused));
        }
        catch (JsonException malformed)
        {
            return (400, Refusal(new ApiException("SerializationException", $"The request cannot be read: {malformed.Message}")));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.OperationFailed(exception, request.Headers["X-Amz-Target"].ToString());
            return (500, Refusal(new ApiException(
                "InternalServerException", $"LocalEmr failed: {exception.Message} Its log says more.", status: 500)));
        }
    }

    private Operation Find(string target)
    {
        var name = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..]
            : throw new ApiException(
                "UnknownOperationException", "X-Amz-Target must name an operation of Amazon EMR: ElasticMapReduce.<operation>.");
        return _operations.GetValueOrDefault(name) ?? throw ApiException.Invalid(
            $"{name} is not supported by LocalEmr. Supported: {string.Join(", ", _operations.Keys.Order(StringComparer.Ordinal))}.",
            "NotSupportedByLocalEmr");
    }

    private static async Task<MemoryStream> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
        {
            throw new ApiException("SerializationException", "The request is too large.", status: 413);
        }

        var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MaxBody)
            {
                throw new ApiException("SerializationException", "The request is too large.", status: 413);
            }
        }

        return body;
    }

    private static JsonElement Parse(MemoryStream body)
    {
        using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), new JsonDocumentOptions { MaxDepth = 32 });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.Clone()
            : throw new JsonException("the body must be a JSON object.");
    }

    private static byte[] Refusal(ApiException refused) => JsonSerializer.SerializeToUtf8Bytes(
        new { __type = refused.Type, refused.ErrorCode, refused.Message }, ApiJson.Wire);
}
