using System.Text.Json;

namespace Analytics.Fixtures.Aws.InProcess.Sqs;

internal sealed class SqsMessage(string body)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string Body { get; } = body;

    public Dictionary<string, JsonElement> Attributes { get; init; } = [];

    public Dictionary<string, JsonElement> SystemAttributes { get; init; } = [];

    /// <summary>Until then it is hidden: somebody has received it.</summary>
    public DateTimeOffset HiddenUntil { get; set; }

    public int Received { get; set; }
}
