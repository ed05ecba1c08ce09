using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.Database;
using Analytics.Fixtures;
using Analytics.Nemesis.Tests.Checking;
using Analytics.Storage;
using Npgsql;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>What people do meanwhile: hand in, replace, correct, replay, run, cancel, roll back. What is acknowledged goes into the model.</summary>
internal sealed class Operations(Platform platform, Model model, History history, Random random)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1.2);

    private readonly List<string> _keys = [];
    private long _nextId = 1;
    private bool _isCorrected;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await NextAsync();
            await RandomMoment.PassAsync(random, LongestPause);
        }
    }

    /// <summary>From now on files are read under the second contract.</summary>
    public void Correct()
    {
        NemesisCatalogue.WriteContract(platform.Catalogue, NemesisContract.Corrected);
        _isCorrected = true;
        history.Add("contract corrected");
    }

    public async Task<long?> StartRunAsync(string job)
    {
        var answer = await AskAsync("/api/v1/runs", new { job, parameters = new { } });
        if (answer is not { } accepted)
        {
            return null;
        }

        var id = accepted.GetProperty("id").GetInt64();
        model.Run(id);
        return id;
    }

    private Task NextAsync() => random.Next(100) switch
    {
        < 45 => LandAsync(NewKey(), poison: false),
        < 65 => LandAsync(_keys.Count == 0 ? NewKey() : _keys[random.Next(_keys.Count)], poison: false),
        < 70 => LandAsync($"incoming/{NemesisContract.Dataset}/poison-{_nextId}.csv", poison: true),
        < 82 => ReplayAsync(),
        < 92 => StartRunAsync(NemesisCatalogue.Embedded[random.Next(NemesisCatalogue.Embedded.Count)]),
        < 96 => CancelAsync(),
        _ => RollbackAsync(),
    };

    private string NewKey()
    {
        var key = $"incoming/{NemesisContract.Dataset}/{random.Next(4)}/file-{_keys.Count}.csv";
        _keys.Add(key);
        return key;
    }

    private async Task LandAsync(string key, bool poison)
    {
        // Now and then one that takes long enough to be struck in the middle.
        var records = random.Next(10) == 0 ? random.Next(20_000, 60_000) : random.Next(20, 400);
        var file = poison ? LandedFile.Poison(key, _nextId, records) : LandedFile.Ordinary(key, _nextId, records, random);
        _nextId += records;
        await using var content = new MemoryStream(file.Content);
        if (await platform.Stores.Raw.PutAsync(ObjectKey.Parse(key), content, PutCondition.Always, Stop) is { } entry)
        {
            model.Land(file);
            history.Add($"landed {key} {entry.Etag}: {records} records, sha256 {file.Sha256[..12]}");
        }
    }

    private async Task ReplayAsync()
    {
        var ingestion = !_isCorrected ? null : await FindAsync(
            """
            select id from platform.ingestion
            where outcome = 'committed' and rows_quarantined > 0 and quarantine_until is null and contract_version = 1
            order by id
            """);
        if (ingestion is { } id && await AskAsync($"/api/v1/outcomes/{id}/replay", null) is not null)
        {
            model.Replay(id);
        }
    }

    private async Task CancelAsync()
    {
        if (await FindAsync("select id from platform.run where state in ('queued', 'running') and triggered_by = 'manual' order by id") is { } id)
        {
            await AskAsync($"/api/v1/runs/{id}/cancel", null);
        }
    }

    private async Task RollbackAsync()
    {
        var run = await FindAsync("select run_id from platform.result_load where mode = 'append' and rolled_back_at is null order by run_id");
        if (run is { } id && await AskAsync($"/api/v1/runs/{id}/rollback", null) is not null)
        {
            model.Rollback(id);
        }
    }

    /// <summary>One of the ids that a query gives; null where there is none, or no database.</summary>
    private async Task<long?> FindAsync(string sql)
    {
        try
        {
            var ids = new List<long>();
            await using var command = platform.Database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
            {
                ids.Add(reader.GetInt64(0));
            }

            return ids.Count == 0 ? null : ids[random.Next(ids.Count)];
        }
        catch (Exception away) when (Transient.IsTransient(away) || away is NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>The answer where the wish was accepted; null where it was refused, or where nobody can say.</summary>
    private async Task<JsonElement?> AskAsync(string path, object? body)
    {
        try
        {
            using var answer = await platform.Client.PostAsJsonAsync(path, body ?? new { }, Stop);
            var text = await answer.Content.ReadAsStringAsync(Stop);
            history.Add($"POST {path} {JsonSerializer.Serialize(body)}: {(int)answer.StatusCode} {text}");
            return answer.StatusCode != HttpStatusCode.Accepted ? null
                : text.Length == 0 ? JsonElement.Parse("{}") : JsonElement.Parse(text);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException && !Stop.IsCancellationRequested)
        {
            history.Add($"POST {path}: no answer, {fault.Message}");
            return null;
        }
    }
}
