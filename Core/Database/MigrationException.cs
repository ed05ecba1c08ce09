namespace Analytics.Database;

/// <summary>The database could not be brought to this build's tables.</summary>
public sealed class MigrationException(string message, Exception? innerException = null) : Exception(message, innerException);
