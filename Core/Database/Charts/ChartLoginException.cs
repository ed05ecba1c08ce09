namespace Analytics.Database.Charts;

/// <summary>The login that charts were given may do more than read results.</summary>
/// <param name="why">What it may do: <c>is a superuser (postgres)</c>.</param>
public sealed class ChartLoginException(string why) : Exception($"The login of charts {why}; it may read the schema results and nothing else.");
