using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Analytics.ServiceDefaults.Telemetry.CloudWatch;

/// <summary>
/// Names the log group and stream that a request's records belong to, and makes them when CloudWatch Logs says that they are missing.
/// </summary>
internal sealed class LogStreamHandler(string group, string stream) : DelegatingHandler
{
    private const string Missing = "ResourceNotFoundException";

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Name(request);
        var response = base.Send(request, cancellationToken);
        if (!IsMissing(response))
        {
            return response;
        }

        response.Dispose();
        foreach (var make in Makings(request))
        {
            using (make)
            using (base.Send(make, cancellationToken))
            {
                // That it is there already is as good; that it may not be made shows when the records are refused again.
            }
        }

        return base.Send(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Name(request);
        var response = await base.SendAsync(request, cancellationToken);
        if (!IsMissing(response))
        {
            return response;
        }

        response.Dispose();
        foreach (var make in Makings(request))
        {
            using (make)
            using (await base.SendAsync(make, cancellationToken))
            {
                // As above.
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private static bool IsMissing(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound))
        {
            return false;
        }

        using var reader = new StreamReader(response.Content.ReadAsStream());
        return reader.ReadToEnd().Contains(Missing, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Making(Uri address, string action, Dictionary<string, string> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", $"Logs_20140328.{action}");
        return request;
    }

    private void Name(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("x-aws-log-group", group);
        request.Headers.TryAddWithoutValidation("x-aws-log-stream", stream);
    }

    private IEnumerable<HttpRequestMessage> Makings(HttpRequestMessage request)
    {
        var address = new Uri(request.RequestUri ?? new Uri("http://localhost"), "/");
        yield return Making(address, "CreateLogGroup", new() { ["logGroupName"] = group });
        yield return Making(address, "CreateLogStream", new() { ["logGroupName"] = group, ["logStreamName"] = stream });
    }
}
