namespace Analytics.Catalogue.Jobs;

/// <summary>Starts a job by the clock.</summary>
/// <param name="Expression">Five fields, minute to day of week.</param>
/// <param name="TimeZone">An IANA zone; <c>Etc/UTC</c> where the file names none.</param>
public sealed record CronTrigger(string Expression, string TimeZone);
