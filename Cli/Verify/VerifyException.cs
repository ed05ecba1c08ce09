namespace Analytics.Cli.Verify;

/// <summary>Why there can be no comparison; the message is for the person who asked for it.</summary>
public sealed class VerifyException : Exception
{
    public VerifyException()
    {
    }

    public VerifyException(string message)
        : base(message)
    {
    }

    public VerifyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
