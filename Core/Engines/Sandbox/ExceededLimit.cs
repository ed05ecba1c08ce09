namespace Analytics.Engines.Sandbox;

/// <summary>The limit for which a child was killed.</summary>
public enum ExceededLimit
{
    Memory,
    CpuTime,
    Disk,
    WallTime,
}
