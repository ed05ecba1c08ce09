namespace Analytics.Engines;

/// <summary>Something that this installation lacks, without which jobs of a kind cannot run.</summary>
/// <param name="Kind">One of <see cref="Catalogue.Jobs.JobKinds"/>; of SQL, only jobs that name the engine <c>emr</c> are meant.</param>
/// <param name="Reason">What is missing and what to do, in sentences.</param>
public sealed record UnavailableEngine(string Kind, string Reason);
