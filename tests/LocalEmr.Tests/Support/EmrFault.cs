namespace Analytics.LocalEmr.Tests.Support;

/// <summary>An error that the API answered.</summary>
internal sealed class EmrFault(int status, string type, string message) : Exception($"{type}: {message}")
{
    public int Status => status;

    public string Type => type;

    public string Text => message;
}
