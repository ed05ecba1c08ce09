namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>A request that AWS answers with an error, with the code that its clients know.</summary>
internal sealed class AwsErrorException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;
}
