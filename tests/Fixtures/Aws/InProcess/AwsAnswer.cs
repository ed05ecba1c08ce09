using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Analytics.Fixtures.Aws.InProcess;

internal sealed record AwsAnswer(int Status, ReadOnlyMemory<byte> Body, string ContentType = "application/xml")
{
    public static readonly AwsAnswer Nothing = new(200, ReadOnlyMemory<byte>.Empty);

    public static readonly AwsAnswer NoContent = new(204, ReadOnlyMemory<byte>.Empty);

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Of an answer to HEAD, which has a length but no bytes.</summary>
    public long? Length { get; init; }

    public static AwsAnswer Xml(XElement root) => new(200, Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting)));

    public static AwsAnswer Json(object value) => new(200, JsonSerializer.SerializeToUtf8Bytes(value), "application/x-amz-json-1.0");

    public static AwsAnswer Of(AwsErrorException error, AwsCall call)
    {
        if (call.Operation.StartsWith("Head", StringComparison.Ordinal) || error.Status == 304)
        {
            return new AwsAnswer(error.Status, ReadOnlyMemory<byte>.Empty);
        }

        var answer = call.IsSqs
            ? Json(new Dictionary<string, string> { ["__type"] = $"com.amazonaws.sqs#{error.Code}", ["message"] = error.Message })
            : Xml(new XElement(
                "Error", new XElement("Code", error.Code), new XElement("Message", error.Message), new XElement("Key", call.Key)));
        return answer with { Status = error.Status };
    }

    public async Task SendAsync(HttpContext context, DateTimeOffset now, AwsFault? fault)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
        response.Headers["x-amz-request-id"] = context.TraceIdentifier;
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Status is 204 or 304)
        {
            return;
        }

        response.ContentType = ContentType;
        response.ContentLength = Length ?? Body.Length;
        if (Length is null)
        {
            await SendBodyAsync(context, fault);
        }
    }

    private async Task SendBodyAsync(HttpContext context, AwsFault? fault)
    {
        var body = fault?.FlippedByte is { } at ? AwsFault.Flipped(Body.ToArray(), at) : Body;
        var cut = fault?.CutAfter is { } most && most < body.Length;
        body = cut ? body[..(int)fault!.CutAfter!.Value] : body;
        if (fault?.BytesPerSecond is { } speed)
        {
            for (; body.Length > 0; body = body[Math.Min(body.Length, speed)..])
            {
                await context.Response.Body.WriteAsync(body[..Math.Min(body.Length, speed)], context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.RequestAborted);
            }
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        if (cut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }
    }
}
