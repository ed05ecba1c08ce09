using System.Net.Http.Headers;

namespace Analytics.Bench.Readers;

/// <summary>A person's open dashboard that asks for its charts in turn, each with the tag of its last answer, as the page does.</summary>
internal static class ChartReader
{
    /// <summary>Reads until it is ended; returns the number of answers.</summary>
    public static async Task<int> ReadAsync(string address, int first, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var tags = new Dictionary<string, EntityTagHeaderValue>(StringComparer.Ordinal);
        var answers = 0;
        try
        {
            for (var at = first; ; at++)
            {
                var chart = ReadersCatalogue.Charts[at % ReadersCatalogue.Charts.Count];
                using var request = new HttpRequestMessage(HttpMethod.Get, chart);
                if (tags.TryGetValue(chart, out var known))
                {
                    request.Headers.IfNoneMatch.Add(known);
                }

                using var answer = await client.SendAsync(request, cancellationToken);
                await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                if (answer.Headers.ETag is { } tag)
                {
                    tags[chart] = tag;
                    answers++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return answers;
        }
    }
}
