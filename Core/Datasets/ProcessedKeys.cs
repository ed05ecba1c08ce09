namespace Analytics.Datasets;

/// <summary>Which keys of the processed store the platform's own processes write.</summary>
public static class ProcessedKeys
{
    /// <summary>
    /// Files of datasets and their logs, quarantined records, results and what a step is given. A step's output is not among them: its
    /// cluster writes that, for as long as the step runs.
    /// </summary>
    public static bool IsWrittenHere(string key) => key.Split('/') switch
    {
        ["datasets", _, "data" or "_delta_log", ..] => true,
        ["quarantine", _, _, ..] => true,
        ["results", _, _, _, "output", ..] => false,
        ["results", _, _, _, ..] => true,
        _ => false,
    };
}
