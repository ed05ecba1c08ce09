using System.Globalization;
using System.Text;

using Analytics.Core.Results;

namespace Analytics.Api.Results;

/// <summary>
/// Writes rows as CSV (RFC 4180, UTF-8, a header). Texts that a spreadsheet would take for a formula get an apostrophe in front.
/// </summary>
internal static class CsvRows
{
    private const int FlushAt = 64 * 1024;

    public static async Task WriteAsync(
        Stream target, IReadOnlyList<ResultColumn> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        AppendLine(text, columns.Select(column => (object?)column.Name));
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            AppendLine(text, row);
            if (text.Length >= FlushAt)
            {
                await target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
                text.Clear();
            }
        }

        await target.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    internal static string Field(object? value)
    {
        var text = value switch
        {
            null => "",
            string given => given.Length > 0 && given[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + given : given,
            bool flag => flag ? "true" : "false",
            DateTime { Kind: DateTimeKind.Utc } time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static void AppendLine(StringBuilder text, IEnumerable<object?> values) =>
        text.AppendJoin(',', values.Select(Field)).Append("\r\n");
}
