using System.Text.Unicode;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>Texts: well-formed UTF-8 without NUL, under the constraints of texts.</summary>
internal sealed class StringColumn(Field field) : FieldColumn(field)
{
    private readonly BytesBuffer _buffer = new();
    private readonly TextRules? _rules = TextRules.Of(field.Constraints);

    /// <summary>Whether the texts to come are known to be free of NULs and bad UTF-8.</summary>
    public bool IsTextClean { get; set; }

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (!IsTextClean && !Utf8.IsValid(text))
        {
            Refuse("utf8", text, violations);
        }
        else if (!IsTextClean && text.Contains((byte)0))
        {
            Refuse("nul", text, violations);
        }
        else if (_rules is null || _rules.Check(Field.Name, text, violations))
        {
            _buffer.Append(text);
        }
        else
        {
            _buffer.AppendMissing();
        }
    }
}
