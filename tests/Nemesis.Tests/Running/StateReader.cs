using System.Text.Json;
using Analytics.Datasets.Delta;
using Analytics.Fixtures;
using Analytics.Nemesis.Tests.Checking;
using Analytics.Storage;
using Dapper;
using DuckDB.NET.Data;
using Npgsql;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>Reads what is left, each part where it lies: rows from the Parquet files themselves, versions from the Delta log.</summary>
internal sealed class StateReader(NpgsqlDataSource database, IObjectStore processed, ScratchFolder folder)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async Task<PlatformState> ReadAsync(IReadOnlyList<string> leftovers)
    {
        await using var connection = await database.OpenConnectionAsync(Stop);
        var files = await RowsAsync<FileRow>(connection,
            "select key, rows, added_in as addedin, removed_in as removedin from platform.dataset_file order by id");
        var versions = await RowsAsync<VersionRow>(connection,
            "select version, rows, files::bigint as files, rows_quarantined as rowsquarantined, objects from platform.dataset_version order by version");
        var current = versions.Count == 0 ? 0 : versions.Max(version => version.Version);
        return new PlatformState
        {
            Objects = await RowsAsync<ObjectRow>(connection, "select id, key, state from platform.raw_object order by id"),
            Ingestions = await RowsAsync<IngestionRow>(connection,
                """
                select id, raw_object_id as rawobjectid, kind, replay_of as replayof, outcome, contract_version as contractversion, sha256, records,
                    rows_kept as rowskept, rows_quarantined as rowsquarantined, version, quarantine_until as quarantineuntil
                from platform.ingestion order by id
                """),
            Versions = versions,
            Files = files,
            QuarantineKeys = await RowsAsync<string>(connection, "select key from platform.quarantine_file"),
            Runs = await RunsAsync(connection),
            RunEnds = await RowsAsync<RunEnd>(connection, "select run_id as runid, state from nemesis.run_end order by id"),
            Loads = await RowsAsync<LoadRow>(connection,
                """
                select run_id as runid, table_name as "table", mode, rows, rolled_back_at is not null as isrolledback
                from platform.result_load order by run_id
                """),
            Results = await ResultsAsync(connection),
            RowIds = await RowIdsAsync([.. files.Where(file => file.IsIn(current)).Select(file => file.Key)]),
            StoredKeys = await KeysAsync(),
            DeltaVersions = await DeltaVersionsAsync(),
            OpenWork = await RowsAsync<string>(connection,
                """
                select format('%s %s of %s, attempt %s: %s', state, id, queue, attempt, last_error)
                from platform.work_item where state not in ('done', 'cancelled')
                """),
            Leftovers = leftovers,
        };
    }

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(NpgsqlConnection connection, string sql) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, cancellationToken: Stop))).AsList();

    private static async Task<IReadOnlyList<RunRow>> RunsAsync(NpgsqlConnection connection)
    {
        var runs = new List<RunRow>();
        await using var command = new NpgsqlCommand(
            """
            select id, job, state, triggered_by, (inputs ->> 'orders')::bigint,
                array(select jsonb_array_elements_text(coalesce(output -> 'keys', '[]')))
            from platform.run order by id
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop))
        {
            runs.Add(new RunRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                await reader.IsDBNullAsync(4, Stop) ? null : reader.GetInt64(4), reader.GetFieldValue<string[]>(5)));
        }

        return runs;
    }

    private static async Task<IReadOnlyList<ResultRows>> ResultsAsync(NpgsqlConnection connection)
    {
        var found = new List<ResultRows>();
        foreach (var table in NemesisCatalogue.Tables)
        {
            // The names are the catalogue's own.
            if (await RowsAsync<string>(connection, $"select to_regclass('results.{table}')::text where to_regclass('results.{table}') is not null")
                is [_])
            {
                found.AddRange(await RowsAsync<ResultRows>(connection,
                    $"""
                     select run_id as runid, '{table}' as "table", count(*) as rows, sum(orders)::bigint as orders
                     from results.{table} group by run_id
                     """));
            }
        }

        return found;
    }

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var entry in processed.ListAsync("", Stop))
        {
            keys.Add(entry.Key.Value);
        }

        return keys;
    }

    private async Task<IReadOnlyList<long>> RowIdsAsync(IReadOnlyList<string> keys)
    {
        var ids = new List<long>();
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        await duck.OpenAsync(Stop);
        foreach (var key in keys)
        {
            await using var content = await OpenAsync(ObjectKey.Parse(key));
            if (content is null)
            {
                // That the file is missing is said where files are compared.
                continue;
            }

            // One name for each: DuckDB keeps blocks of a file by its name, and by a time that is the same for files of one moment.
            var path = folder.File($"rows-{Guid.NewGuid():N}.parquet");
            await using (var copy = File.Create(path))
            {
                await content.CopyToAsync(copy, Stop);
            }

            await using var command = duck.CreateCommand();
            command.CommandText = $"select id from read_parquet('{path}')";
            await using var reader = await command.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
            {
                ids.Add(reader.GetInt64(0));
            }
        }

        return ids;
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> DeltaVersionsAsync()
    {
        var commits = new SortedDictionary<long, ObjectKey>();
        await foreach (var entry in processed.ListAsync(DeltaKeys.Log(NemesisContract.Dataset), Stop))
        {
            if (DeltaKeys.VersionOf(entry.Key) is { IsCheckpoint: false } commit)
            {
                commits.Add(commit.Version, entry.Key);
            }
        }

        var versions = new List<IReadOnlyList<string>>();
        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in commits.Values)
        {
            await using var content = await OpenAsync(key) ?? throw new FileNotFoundException(key.Value);
            using var reader = new StreamReader(content);
            while (await reader.ReadLineAsync(Stop) is { } line)
            {
                Apply(JsonElement.Parse(line), files);
            }

            versions.Add([.. files]);
        }

        return versions;
    }

    private async Task<Stream?> OpenAsync(ObjectKey key) => await processed.FindAsync(key, Stop) is { } entry
        ? await processed.OpenReadAsync(key, entry.Etag, null, Stop)
        : null;

    private static void Apply(JsonElement action, HashSet<string> files)
    {
        if (action.TryGetProperty("add", out var added))
        {
            files.Add(KeyOf(added));
        }
        else if (action.TryGetProperty("remove", out var removed))
        {
            files.Remove(KeyOf(removed));
        }
    }

    private static string KeyOf(JsonElement action) =>
        $"datasets/{NemesisContract.Dataset}/{Uri.UnescapeDataString(action.GetProperty("path").GetString() ?? "")}";
}
