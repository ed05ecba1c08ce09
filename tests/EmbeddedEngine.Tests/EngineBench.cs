using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.EmbeddedEngine.Tests;

/// <summary>A real engine with real child processes, a small input, and a folder of the test's own.</summary>
internal sealed class EngineBench : IAsyncDisposable
{
    /// <summary>Streams for hours, in little memory.</summary>
    public const string Forever =
        "select count(*) as x from range(1000000000000) r(i) where hash(i) % 7 = 3 and i <> (select max(id) from t)";

    private readonly ScratchFolder _folder = new();
    private int _attempts;

    public EngineBench(SandboxOptions? options = null)
    {
        if (!OperatingSystem.IsWindows())
        {
            // A user of no rights must come as far as the inputs and the scratch folders.
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        }

        Sandbox = new EngineSandbox(Options.Create(options ?? new SandboxOptions()), TimeProvider.System,
            NullLogger<EngineSandbox>.Instance);
        Engine = new EmbeddedJobEngine(Sandbox);
    }

    public EngineSandbox Sandbox { get; }

    public EmbeddedJobEngine Engine { get; }

    public string Folder => _folder.Path;

    /// <summary>Columns of the input <c>t</c>.</summary>
    public static IReadOnlyList<EngineColumn> InputColumns { get; } =
    [
        Column("id", "int32"), Column("name", "string"), Column("amount", "decimal(12,2)"), Column("day", "date"),
    ];

    public static EngineColumn Column(string name, string type, bool required = false) =>
        ColumnType.TryParse(type, out var parsed)
            ? new EngineColumn(name, parsed, required)
            : throw new ArgumentException($"No type: {type}", nameof(type));

    public static EngineOutput Output(params string[] columns) =>
        new([.. columns.Select(column => column.Split(' ')).Select(words => Column(words[0], words[1]))], []);

    /// <summary>Writes the rows of a SELECT as a Parquet file.</summary>
    public string Parquet(string name, string select)
    {
        var path = _folder.File(name);
        Query($"COPY ({select}) TO '{path}' (FORMAT parquet)");
        return path;
    }

    public EngineTask Task(string sql, EngineOutput? output = null) => new()
    {
        RunId = 7,
        Attempt = Interlocked.Increment(ref _attempts),
        Sql = sql,
        Inputs = [new EngineInput("t", [Input()], InputColumns)],
        Output = output ?? Output("x int64"),
        ScratchDirectory = _folder.File($"scratch-{_attempts}"),
        Limits = new SandboxLimits { MemoryBytes = 512L << 20, WallTime = TimeSpan.FromSeconds(60) },
    };

    public async Task<EngineOutcome> RunAsync(EngineTask task, IProgress<EngineLogLine>? log = null)
    {
        var handle = await Engine.StartAsync(task, TestContext.Current.CancellationToken);
        return await Engine.WaitAsync(task, handle, log, TestContext.Current.CancellationToken);
    }

    public async Task<EngineOutcome.Succeeded> SucceedAsync(EngineTask task) => await RunAsync(task) switch
    {
        EngineOutcome.Succeeded succeeded => succeeded,
        EngineOutcome.Failed failed => throw new InvalidOperationException($"{failed.Failure} {string.Join('\n', failed.Failure.Lines)}"),
        var other => throw new InvalidOperationException($"{other}"),
    };

    public async Task<EngineFailure> FailAsync(EngineTask task) => Assert.IsType<EngineOutcome.Failed>(await RunAsync(task)).Failure;

    /// <summary>All rows, each as its values' texts.</summary>
    public static IReadOnlyList<string> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i =>
                reader.IsDBNull(i) ? "NULL" : $"{reader.GetValue(i)}")));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _folder.Dispose();
    }

    private string Input() => File.Exists(_folder.File("t.parquet"))
        ? _folder.File("t.parquet")
        : Parquet(
            "t.parquet",
            "SELECT i::INT AS id, 'n' || i AS name, (i * 1.25)::DECIMAL(12,2) AS amount, "
            + "DATE '2001-01-01' + i::INT AS day FROM range(1, 6) r(i)");
}
