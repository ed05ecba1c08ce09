using System.Text;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Tests.Support;

namespace Analytics.Tabular.Tests.Columns;

public class TextRulesTests
{
    [Fact]
    public async Task ConvertAsync_PatternPastItsTime_IsAViolation()
    {
        // Seconds for the first record even on a fast machine, milliseconds for the second.
        var schema = TestSchema.Of("a string").Constrain("a", new FieldConstraints { Pattern = "(a|b|.*a.{1000})*" });
        var text = new StringBuilder("a\n").Insert(2, "ab", 500_000).Append("\na").Append('b', 1_000).Append('\n').ToString();
        using var converted = await Converted.CsvAsync(schema, text);

        var violation = Assert.Single(converted.Result.Violations);
        Assert.Equal(("a", "pattern", 1), (violation.Column, violation.Rule, violation.FirstRecord));
        Assert.StartsWith("(matching took longer than 1 s) abab", violation.SampleValue, StringComparison.Ordinal);
        Assert.Equal(1, converted.Result.RowsKept);
    }
}
