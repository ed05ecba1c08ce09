namespace Analytics.Engines.Sandbox;

/// <summary>What a child may do with a file, or with all that lies below a folder.</summary>
public enum WallRights
{
    Read,

    /// <summary>Read it, and run it as a program or library.</summary>
    Run,

    /// <summary>Read, write, make and remove files and folders.</summary>
    Write,
}
