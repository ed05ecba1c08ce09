using Xunit.Sdk;
using Xunit.v3;

// Each class starts whole platforms, each with a PostgreSQL of its own, and a browser beside them: several at once leave pages so
// little of a small machine that they are interactive only after the time that a test grants them.
[assembly: Parallelization(Mode = ParallelMode.None)]
