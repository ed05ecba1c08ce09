using System.Text;

namespace Analytics.DuckDb;

/// <summary>A place in a text of SQL.</summary>
/// <param name="Line">1 and up.</param>
/// <param name="Column">1 and up, in characters; null where only the line is known.</param>
/// <param name="Text">The line itself, cut to 200 characters.</param>
public sealed record SqlPosition(int Line, int? Column, string Text)
{
    private const int ShownCharacters = 200;

    /// <summary>The place of a byte of the text's UTF-8 form, as the SQL engine counts; null when it lies outside the text.</summary>
    public static SqlPosition? OfByte(string sql, ulong offset)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        if (offset > (ulong)bytes.Length)
        {
            return null;
        }

        var before = Encoding.UTF8.GetString(bytes.AsSpan(0, (int)offset));
        var lineStart = before.LastIndexOf('\n') + 1;
        var text = sql.AsSpan(Math.Min(lineStart, sql.Length));
        var end = text.IndexOfAny('\r', '\n');
        text = end < 0 ? text : text[..end];
        return new SqlPosition(
            before.Count(c => c == '\n') + 1,
            before.Length - lineStart + 1,
            text[..Math.Min(text.Length, ShownCharacters)].ToString());
    }

    public override string ToString() => Column is null ? $"line {Line}" : $"line {Line}, column {Column}";
}
