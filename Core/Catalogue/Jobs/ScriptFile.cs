namespace Analytics.Catalogue.Jobs;

/// <summary>A file of a job's folder; empty texts where it could not be read, which is a fault then.</summary>
internal sealed record ScriptFile(string Name, string Text);
