using Analytics.Catalogue.Jobs;

namespace Analytics.Results;

/// <summary>What has to be done so that a table takes an output of the declared columns.</summary>
/// <param name="Statements">In order; none where it fits already.</param>
/// <param name="Refusal">Why it cannot be done, for people; null where it can.</param>
internal sealed record TablePlan(IReadOnlyList<string> Statements, string? Refusal)
{
    /// <summary>Whether there is a table that readers may hold, and the statements change its shape.</summary>
    public bool ChangesWhatIsRead { get; private init; }

    /// <summary>Compares a declaration with the table as it is; <paramref name="actual"/> is empty where there is none.</summary>
    public static TablePlan For(JobOutput output, IReadOnlyList<ResultColumn> actual, TableKey? key)
    {
        if (FaultOf(output) is { } fault)
        {
            return new TablePlan([], fault);
        }

        if (actual.Count == 0)
        {
            return new TablePlan([Create(output)], null);
        }

        var changes = Changes(output, actual);
        if (changes.Refusal is not null)
        {
            // Its whole content is about to be replaced, so that nothing is lost with the old columns.
            return output.Mode is LoadMode.Replace
                ? new TablePlan([$"drop table {ResultNames.Table(output.Table)}", Create(output)], null) { ChangesWhatIsRead = true }
                : changes;
        }

        string[] statements = [.. changes.Statements, .. KeyChanges(output, key)];
        return new TablePlan(statements, null) { ChangesWhatIsRead = statements.Length > 0 };
    }

    private static string? FaultOf(JobOutput output) =>
        (output.Table is ResultNames.Fold ? null : ResultNames.FaultOfTable(output.Table))
        ?? output.Columns.Select(column => ResultNames.FaultOfColumn(column.Name)).FirstOrDefault(fault => fault is not null)
        ?? (output.Mode is LoadMode.Upsert && output.Key.Count == 0 ? "An upsert needs a key: the columns that tell rows apart." : null);

    /// <summary>The columns of a table of the declared shape, with their types.</summary>
    public static string Columns(JobOutput output) =>
        $"{string.Join(", ", output.Columns.Select(column => Define(column, output)))}, {ResultNames.RunColumn} bigint not null";

    private static string Create(JobOutput output)
    {
        var key = output.Mode is LoadMode.Upsert ? $", primary key ({Names(output.Key)})" : "";
        var temporary = output.Table is ResultNames.Fold ? "temporary " : "";
        return $"create {temporary}table {ResultNames.Table(output.Table)} ({Columns(output)}{key})";
    }

    private static string Define(JobColumn column, JobOutput output) =>
        $"{ResultNames.Quote(column.Name)} {ResultTypes.Of(column.Type)}{(IsRequired(column, output) ? " not null" : "")}";

    private static TablePlan Changes(JobOutput output, IReadOnlyList<ResultColumn> actual)
    {
        var statements = new List<string>();
        var alter = $"alter table {ResultNames.Table(output.Table)}";
        var there = actual.ToDictionary(column => column.Name);
        var gone = there.Keys.Except(output.Columns.Select(column => column.Name)).Where(name => name != ResultNames.RunColumn).ToList();
        if (gone.Count > 0 && output.Mode is LoadMode.Replace)
        {
            return Refuse(output, $"it has the column '{gone[0]}', which is declared no longer");
        }

        // The rows that are there keep their values of columns that are declared no longer; new rows have none.
        statements.AddRange(gone.Where(name => !there[name].Nullable).Select(name => $"{alter} alter column {ResultNames.Quote(name)} drop not null"));

        foreach (var column in output.Columns)
        {
            if (!there.TryGetValue(column.Name, out var known))
            {
                if (IsRequired(column, output))
                {
                    return Refuse(output, $"it lacks the column '{column.Name}', which cannot be required of the rows that are there");
                }

                statements.Add($"{alter} add column {Define(column, output)}");
            }
            else if (known.Type != ResultTypes.Of(column.Type))
            {
                return Refuse(output, $"its column '{column.Name}' is {known.Type}, and {ResultTypes.Of(column.Type)} is declared");
            }
            else if (known.Nullable == IsRequired(column, output))
            {
                statements.Add($"{alter} alter column {ResultNames.Quote(column.Name)} {(known.Nullable ? "set" : "drop")} not null");
            }
        }

        return new TablePlan(statements, null);
    }

    private static IEnumerable<string> KeyChanges(JobOutput output, TableKey? key)
    {
        IReadOnlyList<string> wanted = output.Mode is LoadMode.Upsert ? output.Key : [];
        if ((key?.Columns ?? []).SequenceEqual(wanted))
        {
            yield break;
        }

        if (key is not null)
        {
            yield return $"alter table {ResultNames.Table(output.Table)} drop constraint {ResultNames.Quote(key.Name)}";
        }

        if (wanted.Count > 0)
        {
            yield return $"alter table {ResultNames.Table(output.Table)} add primary key ({Names(wanted)})";
        }
    }

    private static TablePlan Refuse(JobOutput output, string why) => new([],
        $"The table {ResultNames.Schema}.{output.Table} does not fit the declared columns: {why}.");

    private static bool IsRequired(JobColumn column, JobOutput output) =>
        column.Required || (output.Mode is LoadMode.Upsert && output.Key.Contains(column.Name));

    internal static string Names(IEnumerable<string> columns) => string.Join(", ", columns.Select(ResultNames.Quote));
}

/// <summary>A table's primary key; its columns' names hold no comma (<see cref="ResultNames"/>).</summary>
internal sealed record TableKey(string Name, string ColumnList)
{
    public IReadOnlyList<string> Columns => ColumnList.Split(',');
}
