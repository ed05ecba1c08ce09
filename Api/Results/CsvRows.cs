using System.Globalization;
using System.Text;

using Analytics.Results;

namespace Analytics.Api.Results;

/// <summary>
/// Writes rows as CSV (RFC 4180, UTF-8, a header). Texts that a spreadsheet would take for a formula get an apostrophe in front; numbers are
/// as PostgreSQL writes them.
/// </summary>
internal static class CsvRows
{
    private const int FlushAt = 64 * 1024;
    private const string FormulaSigns = "=+-@\uFF1D\uFF0B\uFF0D\uFF20\u2212";

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<ResultColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var isNumber = columns.Select(column => WideNumbers.IsNumber(column.Type)).ToArray();
        AppendLine(text, columns.Select(column => Field(column.Name)));
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            AppendLine(text, row.Select((value, at) => Field(value, isNumber[at])));
            if (text.Length >= FlushAt)
            {
                await target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
                text.Clear();
            }
        }

        await target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    /// <param name="value">What stands in the row.</param>
    /// <param name="isNumber">Of a column of numbers, whose widest are texts here and never formulas.</param>
    internal static string Field(object? value, bool isNumber = false)
    {
        var text = value switch
        {
            null => "",
            string given => !isNumber && IsFormula(given) ? "'" + given : given,
            bool flag => flag ? "true" : "false",
            DateTime { Kind: DateTimeKind.Utc } time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            _ when NumberText.Of(value) is { } number => number,
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    // Spreadsheets pass over blanks in front, and those of East Asia take the wide signs for the narrow ones.
    private static bool IsFormula(string text)
    {
        var begin = text.AsSpan().TrimStart();
        return text.Length > 0 && (text[0] is '\t' or '\r' or '\n' || (begin.Length > 0 && FormulaSigns.Contains(begin[0])));
    }

    private static void AppendLine(StringBuilder text, IEnumerable<string> fields) => text.AppendJoin(',', fields).Append("\r\n");
}
