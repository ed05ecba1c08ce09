using System.Globalization;

namespace Analytics.Bench.Harness;

/// <summary>A finished ratio, as a row of the table.</summary>
internal sealed record RatioRow(string Id, string Title, string Unit, Goal Goal, Series Subject, Series Baseline)
{
    public const string Header =
        """
        | # | platform / bare | platform | bare | ratio | goal | met |
        | --- | --- | --- | --- | --- | --- | --- |
        """;

    public bool IsMet => Goal.IsMet(Subject.Median, Baseline.Median);

    public override string ToString() =>
        $"| {Id} | {Title} | {Show(Subject)} | {Show(Baseline)} | {Subject.Median / Baseline.Median:0.00} | {Goal.Text} | "
        + $"{(IsMet ? "yes" : "**no**")} |";

    private string Show(Series series) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Round(series.Median)} {Unit} [{Round(series.Minimum)} to {Round(series.Maximum)}]");

    private static string Round(double value) => value switch
    {
        >= 1000 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
