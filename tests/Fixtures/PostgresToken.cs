namespace Analytics.Fixtures;

/// <summary>A token as PostgreSQL's scanner finds it.</summary>
/// <param name="Name">Its name in the grammar, or <c>UNKNOWN</c> for key words and operators.</param>
public sealed record PostgresToken(string Name, int Start, int End);
