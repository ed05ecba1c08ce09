namespace Analytics.Emr.Costs;

/// <summary>US dollars an hour of one instance.</summary>
/// <param name="Ec2">On demand.</param>
/// <param name="Emr">EMR's own fee.</param>
internal sealed record EmrPrice(decimal Ec2, decimal Emr);
