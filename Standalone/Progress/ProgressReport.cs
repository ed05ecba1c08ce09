using Analytics.Database;
using Dapper;
using Npgsql;

namespace Analytics.Standalone.Progress;

/// <summary>
/// Tells what happens to files and jobs from its beginning on: a line for each state. What was there before is one
/// number.
/// </summary>
internal sealed class ProgressReport(NpgsqlDataSource database, TimeProvider time, TextWriter output)
{
    /// <summary>How far files of earlier starts are counted.</summary>
    private const long MostCounted = 10_000;

    /// <summary>Files that get lines of their own; whoever lands more looks at the page.</summary>
    private const int Most = 100;

    private readonly HashSet<ProgressLine> _shown = [];
    private readonly long _start = time.GetTimestamp();
    private Beginning _beginning = new(0, 0, 0, []);

    /// <summary>Remembers what is there, before anything else begins to work.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Of<ProgressReport>("Beginning"));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Most });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = MostCounted });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        _beginning = new Beginning(
            reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetFieldValue<long[]>(3));
    }

    /// <summary>How many files are there already; nothing at a first start.</summary>
    public async Task ShowBeginningAsync()
    {
        if (_beginning.Files > 0)
        {
            var more = _beginning.Files >= MostCounted ? "more than " : "";
            await output.WriteLineAsync($"  Files of earlier starts: {more}{_beginning.Files:N0}. New since then:");
        }
    }

    /// <summary>Writes what has changed; false when nothing has, and nothing is under way.</summary>
    public async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var lines = await connection.QueryAsync<ProgressLine>(new CommandDefinition(
            Sql.Of<ProgressReport>("Progress"),
            new { _beginning.LastFile, _beginning.LastRun, _beginning.UnderWay, Most },
            cancellationToken: cancellationToken));
        var isNew = false;
        foreach (var line in lines.Where(_shown.Add))
        {
            isNew = true;
            await output.WriteLineAsync(
                $"  {time.GetElapsedTime(_start).TotalSeconds,5:0.0} s  {line.Kind} {line.Name}: {line.State}"
                + (line.IsFinished && line.Detail is not null ? $" ({line.Detail})" : ""));
        }

        return isNew || await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(Sql.Of<ProgressReport>("Unfinished"), cancellationToken: cancellationToken));
    }

    private sealed record Beginning(long LastFile, long LastRun, long Files, long[] UnderWay);
}
