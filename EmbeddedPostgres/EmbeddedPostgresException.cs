namespace Analytics.EmbeddedPostgres;

/// <summary>The server could not be started; the message says why, where, and what to do next.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? innerException = null)
    : Exception(message, innerException);
