namespace Analytics.JobFailures;

/// <summary>Stable codes of failures, shared by all engines.</summary>
public static class EngineFailureCode
{
    /// <summary>The text is not one SELECT over the declared inputs and the allowed functions.</summary>
    public const string SqlRefused = "sql.refused";

    /// <summary>The SELECT does not parse, or names what its inputs lack.</summary>
    public const string SqlInvalid = "sql.invalid";

    /// <summary>A value could not be worked with: a cast, a division, an overflow.</summary>
    public const string SqlData = "sql.data";

    /// <summary>A parameter's value does not fit its declared type, or a parameter is missing.</summary>
    public const string Parameter = "parameter.invalid";

    /// <summary>The result's columns or values break what the job declares.</summary>
    public const string Output = "output.invalid";

    /// <summary>An input file is gone or cannot be read.</summary>
    public const string Input = "input.unreadable";

    public const string LimitMemory = "limit.memory";
    public const string LimitCpuTime = "limit.cpuTime";
    public const string LimitDisk = "limit.disk";
    public const string LimitWallTime = "limit.wallTime";

    /// <summary>The scratch disk is full, whatever the task's own limit.</summary>
    public const string DiskFull = "disk.full";

    /// <summary>The engine ended without an outcome.</summary>
    public const string Crashed = "engine.crashed";

    /// <summary>The engine could not be started.</summary>
    public const string NotStarted = "engine.notStarted";

    /// <summary>The job's own program failed: an exception of its Python, a mapper that ended with an error.</summary>
    public const string Script = "script.failed";

    /// <summary>The storage denied the engine what it reads or writes.</summary>
    public const string AccessDenied = "access.denied";

    /// <summary>A step failed on its cluster, and no rule knows why.</summary>
    public const string StepFailed = "step.failed";

    /// <summary>A cluster ended while the step waited or ran.</summary>
    public const string ClusterEnded = "cluster.ended";

    /// <summary>The engine did not say how its task is doing until the job's time limit had passed.</summary>
    public const string Unreachable = "engine.unreachable";

    public const string Cancelled = "cancelled";
}
