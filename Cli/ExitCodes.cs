namespace Analytics.Cli;

/// <summary>What a script can tell from the exit code; the usage is checked by the command line itself, which gives 1 as well.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The catalogue has faults, a file or folder is not there, or output would be overwritten.</summary>
    public const int Faults = 1;

    /// <summary>The file was accepted, but some of its records are in quarantine.</summary>
    public const int Quarantined = 2;

    /// <summary>The file was rejected whole, and nothing was written.</summary>
    public const int Rejected = 3;

    /// <summary>Two engines' results differ.</summary>
    public const int Differs = 4;

    /// <summary>Cancelled by Ctrl-C or SIGTERM, as shells count it.</summary>
    public const int Cancelled = 130;
}
