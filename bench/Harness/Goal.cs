using System.Globalization;

namespace Analytics.Bench.Harness;

/// <summary>The bound that a ratio, or the subject alone, should keep.</summary>
/// <param name="Text">As the table shows it.</param>
/// <param name="IsMet">Of the subject's and the baseline's medians.</param>
internal sealed record Goal(string Text, Func<double, double, bool> IsMet)
{
    public static Goal RatioAtMost(double bound) =>
        new($"<= {Show(bound)}", (subject, baseline) => subject / baseline <= bound);

    public static Goal RatioAtLeast(double bound) =>
        new($">= {Show(bound)}", (subject, baseline) => subject / baseline >= bound);

    /// <summary>A ratio with a fixed allowance on top: <c>1.10 x + 0.3 s</c>.</summary>
    public static Goal RatioAtMostPlus(double bound, double allowance, string unit) =>
        new($"<= {Show(bound)} + {Show(allowance)} {unit}", (subject, baseline) => subject <= (baseline * bound) + allowance);

    public static Goal SubjectAtMost(double bound, string unit) =>
        new($"<= {Show(bound)} {unit}", (subject, _) => subject <= bound);

    private static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
