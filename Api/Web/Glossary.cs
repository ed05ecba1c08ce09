namespace Analytics.Api.Web;

/// <summary>What the platform's own words mean.</summary>
internal static class Glossary
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["quarantine"] = "Quarantine: records that break the contract are kept apart, whole, with the reason, instead of being loaded.",
        ["contract"] = "Contract: the file in the catalogue that says which columns, types and constraints a dataset's files must have.",
        ["landed"] = "Landed: the file was found and is queued to be read.",
        ["reading"] = "Reading: the file is being read now.",
        ["committed"] = "Committed: the file's rows are part of a dataset version.",
        ["rejected"] = "Rejected: the file breaks the contract as a whole; none of its rows were loaded.",
        ["failed"] = "Failed: not finished after the last attempt; see the reason, then retry.",
        ["superseded"] = "Superseded: a newer file with the same name replaced it.",
        ["missing"] = "Missing: the file was removed before it was read.",
        ["unclaimed"] = "Unclaimed: no contract matches the file's folder, so it is not loaded.",
        ["ignored"] = "Ignored: the contract does not count the file's name among the dataset's files, so it is not loaded.",
        ["refused"] = "Refused: the file's name or kind is not allowed, so it is not read.",
        ["rolled back"] = "Rolled back: the run's effect on its result table was undone.",
    };

    public static string? Explain(string word) => Words.GetValueOrDefault(word.ToLowerInvariant());
}
