using System.Net.Http.Json;
using System.Text.Json;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Work;

public sealed class WorkApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Replay_DeadLetters_TellsHowManyRunAgainAndHowManyStay()
    {
        var client = await platform.ClientAsync();
        var id = await platform.Database.ScalarAsync<long>(
            """
            insert into platform.work_item (queue, payload, state, attempt, max_attempts, last_error, finished_at)
            values ('run', '{"run": 0}', 'dead', 5, 5, 'it gave up', now()) returning id
            """);
        var listed = await client.JsonAsync("/api/v1/work/dead-letters");
        var letter = Assert.Single(listed.GetProperty("items").EnumerateArray(), item => item.Number("id") == id);
        Assert.Equal(("run", "it gave up"), (letter.Text("queue"), letter.Text("lastError")));

        using var answer = await client.PostAsync("/api/v1/work/dead-letters/replay", null, Answers.Stop);

        var outcome = await answer.Content.ReadFromJsonAsync<JsonElement>(Answers.Stop);
        Assert.Equal((0, 1), (outcome.Number("replayed"), outcome.Number("left")));
    }
}
