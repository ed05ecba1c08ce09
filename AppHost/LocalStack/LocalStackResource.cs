namespace Analytics.AppHost.LocalStack;

/// <summary>S3, SQS and more of AWS, emulated in a container.</summary>
internal sealed class LocalStackResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string EndpointName = "http";
    internal const int Port = 4566;

    // LocalStack knows one account where nobody says otherwise.
    private const string Account = "000000000000";

    public EndpointReference Endpoint => field ??= new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.Url)}");

    /// <summary>Where it answers, as seen from this machine; null before it was started.</summary>
    internal Uri? Address => Endpoint.IsAllocated ? new Uri(Endpoint.Url) : null;

    /// <summary>Where it answers, as seen from containers, which know each other by the names of their resources.</summary>
    internal string AddressForContainers => $"http://{Name}:{Port}";

    /// <summary>A queue's address, as seen from whoever asks.</summary>
    public ReferenceExpression QueueUrl(string queue) =>
        ReferenceExpression.Create($"{Endpoint.Property(EndpointProperty.Url)}/{Account}/{queue}");
}
