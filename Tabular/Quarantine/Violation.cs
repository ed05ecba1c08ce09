using System.Text;

namespace Analytics.Tabular.Quarantine;

/// <summary>A rule that a record broke.</summary>
/// <param name="Column">The column; empty where the rule concerns the whole record.</param>
/// <param name="Rule">The constraint's name, <c>type</c>, or a rule of the format such as <c>csv.fields</c>.</param>
/// <param name="Value">The value as the record has it, at most <see cref="MaxValueBytes"/>; null where it is
/// missing.</param>
internal sealed record Violation(string Column, string Rule, string? Value)
{
    public const int MaxValueBytes = 1024;

    /// <summary>Bytes as text for people: cut at 1 kB, what is not UTF-8 replaced.</summary>
    public static string Show(ReadOnlySpan<byte> value)
    {
        var cut = value.Length <= MaxValueBytes ? value : value[..MaxValueBytes];
        var text = Encoding.UTF8.GetString(cut).Replace('\0', '\uFFFD');
        return value.Length <= MaxValueBytes ? text : $"{text}… ({value.Length:N0} bytes)";
    }
}
