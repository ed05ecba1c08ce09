using System.Text.Json;

using Analytics.Datasets;

namespace Analytics.Api.Files;

/// <summary>Where a file is: its state, its history with times and counts, and each outcome with its sum.</summary>
public sealed record ObjectDetail(RawObjectSummary Object, IReadOnlyList<ObjectStep> Steps, IReadOnlyList<ObjectOutcome> Outcomes)
{
    internal static ObjectDetail Of(RawObjectDetail detail, ILookup<long, QuarantineRule> rules) => new(
        detail.Object, [.. detail.Steps.Select(ObjectStep.Of)],
        [.. detail.Ingestions.Select(ingestion => ObjectOutcome.Of(ingestion, [.. rules[ingestion.Id]]))]);
}

/// <summary>A step of a file's history. Its time is UTC.</summary>
/// <param name="Counts">bytes, plainBytes, records, rowsKept, rowsQuarantined, as far as the step knows them.</param>
public sealed record ObjectStep(string Step, DateTime At, string? Detail, IReadOnlyDictionary<string, long>? Counts)
{
    internal static ObjectStep Of(RawObjectStep step) =>
        new(
            step.Step, step.At, step.Detail,
            step.Counts is null ? null : JsonSerializer.Deserialize<Dictionary<string, long>>(step.Counts));
}

/// <summary>One outcome of reading a file, or of replaying its quarantined records. Times are UTC.</summary>
/// <param name="Balanced">Whether records = rows kept + rows quarantined; what is not balanced is never committed.</param>
/// <param name="QuarantineKept">
/// Quarantined records that are kept: of a rejected file the first ones, none once retention removed them.
/// </param>
/// <param name="Rules">The rules that its records broke, the most broken first.</param>
/// <param name="CanReplay">Whether its quarantined records may be read again under a corrected contract.</param>
public sealed record ObjectOutcome(
    long Id, string Kind, long? ReplayOf, string Outcome, int ContractVersion, long? Version, string Sha256, long SourceBytes,
    long PlainBytes, long Records, long RowsKept, long RowsQuarantined, long QuarantineKept, bool Balanced,
    bool CanReplay, ObjectFault? Fault, IReadOnlyList<QuarantineRule> Rules, DateTime StartedAt, DateTime FinishedAt)
{
    internal static ObjectOutcome Of(Ingestion ingestion, IReadOnlyList<QuarantineRule> rules) => new(
        ingestion.Id, ingestion.Kind, ingestion.ReplayOf, ingestion.Outcome, ingestion.ContractVersion, ingestion.Version,
        ingestion.Sha256, ingestion.SourceBytes, ingestion.PlainBytes, ingestion.Records, ingestion.RowsKept,
        ingestion.RowsQuarantined, ingestion.QuarantineKept, ingestion.Records == ingestion.RowsKept + ingestion.RowsQuarantined,
        ingestion is { Outcome: "committed", RowsQuarantined: > 0, QuarantineUntil: null }, ObjectFault.Parse(ingestion.Fault),
        rules, ingestion.StartedAt, ingestion.FinishedAt);
}

/// <summary>Why a file was rejected, where in it, and what to do.</summary>
/// <param name="Code">Stable, such as <c>gzip.truncated</c>.</param>
/// <param name="Record">From 1, where it is known.</param>
/// <param name="Line">From 1, where it is known.</param>
/// <param name="ByteOffset">From 0, in the unpacked text where the file is packed.</param>
public sealed record ObjectFault(string Code, string Message, long? Record, long? Line, long? ByteOffset, string Advice)
{
    internal static ObjectFault? Parse(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<ObjectFault>(json, JsonSerializerOptions.Web);
}
