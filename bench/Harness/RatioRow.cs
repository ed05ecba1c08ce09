using System.Globalization;

namespace Analytics.Bench.Harness;

/// <summary>A figure with its measurements, or with the reason why there are none, as a row of the table.</summary>
internal sealed record RatioRow(Figure Figure, Series Subject, Series Baseline, string? WhyNot = null)
{
    public const string Header =
        """
        | # | platform / bare | rounds | platform | bare | ratio | goal | met |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    public bool IsMet => WhyNot is null && Figure.Goal.IsMet(Subject.Median, Baseline.Median);

    public override string ToString() => $"| {Figure.Id} | {Figure.Title} | {Measured} | {Figure.Goal.Text} | {Met} |";

    private string Measured => WhyNot is null
        ? $"{Subject.Count} | {Show(Subject)} | {Show(Baseline)} | {Ratio}"
        : $"0 | not measured: {OneCell(WhyNot)} | | ";

    private string Met => IsMet ? "yes" : "**no**";

    // A bare service asks no queries, say: then there is nothing to divide by.
    private string Ratio => Baseline.Median > 0
        ? (Subject.Median / Baseline.Median).ToString("0.00", CultureInfo.InvariantCulture)
        : "-";

    private string Show(Series series) =>
        $"{Round(series.Median)} {Figure.Unit} [{Round(series.Minimum)} to {Round(series.Maximum)}]";

    private static string Round(double value) => value.ToString(
        value switch
        {
            >= 100 => "N0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            _ => "0.000",
        },
        CultureInfo.InvariantCulture);

    private static string OneCell(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "/", StringComparison.Ordinal);
}
