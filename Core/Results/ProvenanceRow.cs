using Analytics.Database;
using Analytics.Runs;

using Dapper;

using Npgsql;

namespace Analytics.Results;

/// <summary>A row of <c>Provenance.sql</c>.</summary>
internal sealed record ProvenanceRow(
    string Table, string Job, long RunId, string Mode, long Rows, DateTime LoadedAt, DateTime? DataTime, double? QuarantinedShare,
    string Inputs, string Runs, long RunCount, DateTime ChangedAt)
{
    public static string Statement => Sql.Of<ProvenanceRow>("Provenance");

    public static IReadOnlyList<ResultProvenance> ReadAll(NpgsqlDataReader reader) =>
        [.. reader.Parse<ProvenanceRow>().Select(row => row.ToProvenance())];

    public ResultProvenance ToProvenance() => new(
        Table, Job, RunId, Mode, Rows, LoadedAt, DataTime, QuarantinedShare, RunJson.Read<Dictionary<string, long>>(Inputs),
        RunJson.Read<long[]>(Runs),
        RunCount, ChangedAt);
}
