using System.Text.Unicode;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>Texts: well-formed UTF-8 without NUL, under the constraints of texts.</summary>
internal sealed class StringColumn(Field field) : FieldColumn(field)
{
    private readonly BytesBuffer _buffer = new();
    private readonly TextRules? _rules = TextRules.Of(field.Constraints);

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (!Utf8.IsValid(text))
        {
            Refuse("utf8", text, violations);
        }
        else if (text.Contains((byte)0))
        {
            Refuse("nul", text, violations);
        }
        else if (_rules?.BrokenRule(text) is { } rule)
        {
            Refuse(rule, text, violations);
        }
        else
        {
            _buffer.Append(text);
        }
    }
}
