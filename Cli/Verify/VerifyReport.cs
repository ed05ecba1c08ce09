using System.Globalization;

using Analytics.DuckDb.Verify;

using Spectre.Console;

namespace Analytics.Cli.Verify;

/// <summary>Tells what was compared and, first of all, whether it agrees.</summary>
internal static class VerifyReport
{
    public static async Task WriteAsync(
        TextWriter output, string left, string right, ResultComparison comparison, double tolerance)
    {
        var table = new Table().AddColumns("column", "type", left, right, "differ");
        foreach (var column in comparison.Columns)
        {
            table.AddRow([
                .. new[] { column.Name, column.Type.ToString(), column.Left, column.Right, Number(column.Differences) }.Select(Markup.Escape),
            ]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table.Border(TableBorder.Simple));
        if (comparison.Agree)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"They agree: {comparison.LeftRows:N0} rows; floating-point numbers within {tolerance}."));
            return;
        }

        await output.WriteLineAsync(
            $"They differ: {Number(comparison.LeftRows)} rows and {Number(comparison.RightRows)} rows, of which "
            + $"{Number(comparison.Differing)} have other values, {Number(comparison.LeftOnly)} are only {left}'s and "
            + $"{Number(comparison.RightOnly)} only {right}'s. Such are:");
        foreach (var example in comparison.Examples)
        {
            await output.WriteLineAsync($"  {example}");
        }

        await output.WriteLineAsync(
            "Where the engines' dialects differ, give the SELECT for Spark as emr.script; raise --tolerance only where the numbers "
            + "allow it.");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
