namespace Analytics.Engines.Sandbox;

/// <summary>What a child process is told, as one line of JSON on its standard input. One of the tasks is set.</summary>
public sealed record EngineRequest
{
    public EngineTask? Sql { get; init; }

    public ConvertParquetTask? ConvertParquet { get; init; }

    /// <summary>A SELECT of which is asked what it reads; its files need hold their footers only.</summary>
    public EngineTask? PlanColumns { get; init; }

    /// <summary>Absolute path of the file that the child writes its outcome into, as JSON; it appears whole or not at all.</summary>
    public required string OutcomePath { get; init; }
}
