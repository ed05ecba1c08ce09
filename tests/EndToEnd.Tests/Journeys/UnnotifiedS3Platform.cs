namespace Analytics.EndToEnd.Tests.Journeys;

/// <summary>As over buckets, but the queue never hears of an object.</summary>
public sealed class UnnotifiedS3Platform : S3Platform
{
    public override string SeenBy => "listing";

    protected override bool IsNotified => false;

    protected override TimeSpan ListingInterval => TimeSpan.FromSeconds(2);
}
