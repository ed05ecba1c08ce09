namespace Analytics.Tests;

/// <summary>For tests that measure the process as a whole: they run when no other does.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class MeasuredAlone;
