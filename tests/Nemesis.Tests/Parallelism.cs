using Xunit.Sdk;
using Xunit.v3;

// The one test's faults are enough for one machine at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
