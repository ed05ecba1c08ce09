namespace Analytics.Api.Runs;

/// <summary>What differs between a run and the successful run of its job before it.</summary>
/// <param name="Previous">The run before.</param>
/// <param name="Changes">Rows, inputs and parameters that differ, and the script; empty where nothing does.</param>
public sealed record RunComparison(long Previous, IReadOnlyList<RunChange> Changes)
{
    internal static RunComparison Of(RunItem run, RunItem previous) => new(
        previous.Run.Id,
        [
            .. Difference("rows", Number(previous.Run.Rows), Number(run.Run.Rows)),
            .. Differences(Versions(previous), Versions(run), name => $"input {name}"),
            .. Differences(previous.Parameters, run.Parameters, name => $"parameter ${name}"),
            .. Difference("script", "", previous.Script == run.Script ? "" : "changed"),
        ]);

    private static IEnumerable<RunChange> Differences(
        IReadOnlyDictionary<string, string?> before, IReadOnlyDictionary<string, string?> after, Func<string, string> name) =>
        before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .SelectMany(key => Difference(name(key), before.GetValueOrDefault(key), after.GetValueOrDefault(key)));

    private static IEnumerable<RunChange> Difference(string what, string? before, string? after) =>
        before == after ? [] : [new RunChange(what, before, after)];

    private static Dictionary<string, string?> Versions(RunItem run) =>
        (run.Inputs ?? new Dictionary<string, long>()).ToDictionary(input => input.Key, string? (input) => $"version {input.Value}");

    private static string? Number(long? rows) => rows is { } known ? Web.Show.Count(known) : null;
}

/// <summary>One difference.</summary>
/// <param name="Before">Of the run before; null where it had none.</param>
/// <param name="After">Of this run; null where it has none.</param>
public sealed record RunChange(string What, string? Before, string? After);
