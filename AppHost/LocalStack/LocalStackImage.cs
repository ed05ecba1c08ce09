namespace Analytics.AppHost.LocalStack;

/// <summary>The last image that runs without an account; newer ones need <c>LOCALSTACK_AUTH_TOKEN</c>.</summary>
internal static class LocalStackImage
{
    public const string Registry = "docker.io";

    public const string Name = "localstack/localstack";

    public const string Tag = "4.14.0";
}
