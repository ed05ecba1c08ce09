using Analytics.Datasets;

namespace Analytics.Api.Files;

/// <summary>The states of files, in the order in which people meet them, and groups of them.</summary>
internal static class FileStates
{
    public static readonly IReadOnlyList<string> All =
    [
        RawObjectStates.Landed, RawObjectStates.Reading, RawObjectStates.Committed, RawObjectStates.Rejected, RawObjectStates.Failed,
        RawObjectStates.Superseded, RawObjectStates.Lost, RawObjectStates.Missing, RawObjectStates.Unclaimed, RawObjectStates.Ignored,
        RawObjectStates.Refused,
    ];

    /// <summary>All states in which a file needs somebody's attention before it is loaded.</summary>
    public const string NotLoaded = "not-loaded";

    public static readonly IReadOnlyList<string> OfNotLoaded =
        [RawObjectStates.Rejected, RawObjectStates.Failed, RawObjectStates.Lost, RawObjectStates.Unclaimed, RawObjectStates.Refused];

    /// <summary>What a list may be narrowed to.</summary>
    public static readonly IReadOnlyList<string> Filters = [NotLoaded, .. All];

    /// <summary>Whether a person can have it read again.</summary>
    public static bool CanRetry(string state) => state is RawObjectStates.Rejected or RawObjectStates.Failed;

    public static IReadOnlyList<string>? Of(string? filter) => filter switch
    {
        null => null,
        NotLoaded => OfNotLoaded,
        _ => [filter],
    };
}
