namespace Analytics.Standalone.Progress;

/// <summary>How far a file or a job has come, as <c>Progress.sql</c> reads it.</summary>
/// <param name="Kind"><c>file</c> or <c>job</c>.</param>
/// <param name="Name">The file's key, or the job's name.</param>
/// <param name="State">Of the file or of the job's newest run.</param>
/// <param name="Detail">Counts, or why it failed.</param>
internal sealed record ProgressLine(string Kind, string Name, string State, string? Detail)
{
    public bool IsFinished => State is not ("landed" or "reading" or "queued" or "running");
}
