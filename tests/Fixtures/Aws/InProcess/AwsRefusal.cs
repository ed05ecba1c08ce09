namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>A request that AWS refuses, with the code that its clients know.</summary>
internal sealed class AwsRefusal(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
