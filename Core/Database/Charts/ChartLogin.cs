namespace Analytics.Database.Charts;

/// <summary>A row of <c>platform.chart_login</c>.</summary>
/// <param name="Password">Null where the role logs in by a token of IAM.</param>
internal sealed record ChartLogin(string Role, string? Password)
{
    // The record's own would tell the password to whatever log it is given to.
    public override string ToString() => Role;
}
