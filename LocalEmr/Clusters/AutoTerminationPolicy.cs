using Analytics.LocalEmr.Protocol;

namespace Analytics.LocalEmr.Clusters;

/// <param name="IdleTimeout">Seconds; 3,600 where it is absent.</param>
internal sealed record AutoTerminationPolicy(long? IdleTimeout)
{
    private const long Default = 3_600;

    public TimeSpan Idle => TimeSpan.FromSeconds(IdleTimeout ?? Default);

    public void Check()
    {
        if (IdleTimeout is < 60 or > 604_800)
        {
            throw ApiException.Validation("IdleTimeout must be between 60 and 604800 seconds.");
        }
    }
}
