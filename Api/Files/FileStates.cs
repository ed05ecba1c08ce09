using Analytics.Core.Datasets;

namespace Analytics.Api.Files;

/// <summary>The states of files, in the order in which people meet them.</summary>
internal static class FileStates
{
    public static readonly IReadOnlyList<string> All =
    [
        RawObjectStates.Landed, RawObjectStates.Reading, RawObjectStates.Committed, RawObjectStates.Rejected, RawObjectStates.Failed,
        RawObjectStates.Superseded, RawObjectStates.Missing, RawObjectStates.Unclaimed, RawObjectStates.Refused,
    ];
}
