namespace Analytics.Engines;

/// <summary>The folders of a session, inside its task's scratch folder.</summary>
/// <param name="Scratch">Absolute.</param>
public sealed record SessionFolders(string Scratch)
{
    /// <summary>The one folder that SQL could write into.</summary>
    public string Output => Path.Combine(Scratch, "output");

    /// <summary>What the engine spills.</summary>
    public string Temporary => Path.Combine(Scratch, "temporary");

    public string ResultFile => Path.Combine(Output, "part-0.parquet");

    public void Create()
    {
        Directory.CreateDirectory(Output);
        Directory.CreateDirectory(Temporary);
    }
}
