namespace Analytics.Results;

/// <summary>A column of a result table as the database has it.</summary>
/// <param name="Type">PostgreSQL's name of the type, with precision and scale: <c>numeric(12,2)</c>.</param>
/// <param name="Nullable">Whether it may hold NULL.</param>
public sealed record ResultColumn(string Name, string Type, bool Nullable);
