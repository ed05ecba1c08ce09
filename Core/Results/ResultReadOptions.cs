namespace Analytics.Results;

/// <summary>Section <c>Results</c>: what one question to the result tables may take.</summary>
public sealed class ResultReadOptions
{
    public const string Section = "Results";

    /// <summary>How long a page, a count or a chart's query may take; the database ends it then.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the export of a whole table may take.</summary>
    public TimeSpan ExportTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Exports that run at once in this process. Each holds a connection for as long as its reader takes; those that are too many are asked
    /// to come again.
    /// </summary>
    public int MaxExports { get; set; } = 4;

    /// <summary>Rows that a chart's query may give; what is more is cut off, and the answer says so.</summary>
    public int MaxChartRows { get; set; } = 10_000;

    /// <summary>
    /// What a chart's rows, a page, or one row of an export may take, in bytes: each value's own and 16 more. What is larger is refused
    /// before it is read.
    /// </summary>
    public long MaxAnswerBytes { get; set; } = 16 << 20;
}
