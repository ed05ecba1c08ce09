namespace Analytics.Engines.Sandbox;

/// <summary>The limit for which a child was killed.</summary>
public enum SandboxBreach
{
    Memory,
    CpuTime,
    Disk,
    WallTime,
}
