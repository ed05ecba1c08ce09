namespace Analytics.Fixtures.Emr;

/// <summary>An error that the API answered.</summary>
public sealed class EmrFaultException(int status, string type, string message) : Exception($"{type}: {message}")
{
    public int Status => status;

    public string Type => type;

    public string Text => message;
}
