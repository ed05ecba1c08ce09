namespace Analytics.Statements.Tests;

/// <summary>One of the platform's own SQL statements.</summary>
/// <param name="Name">Of the file, or of the source file and line in which it stands.</param>
public sealed record Statement(string Name, string Sql);
