using System.Buffers.Binary;
using System.Text;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Columns;

/// <summary>Decimals of 19 to 38 digits, stored as 16 bytes in two's complement, the most significant first.</summary>
internal sealed class WideDecimalColumn : FieldColumn
{
    public const int Bytes = 16;

    private readonly BytesBuffer _buffer = new(Bytes);
    private readonly DecimalParser _parser;
    private readonly NumberNotation? _notation;
    private readonly ValueRules<Int128>? _rules;

    public WideDecimalColumn(Field field, NumberNotation? notation)
        : base(field)
    {
        _parser = new DecimalParser(field.Type.Precision, field.Type.Scale);
        _notation = notation;
        _rules = ValueRules<Int128>.Of(field, ParseBound);
    }

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations) =>
        Append(text, TryParse(text, out var value), value, violations);

    public override void AppendPlain(ReadOnlySpan<byte> text, RecordViolations violations) =>
        Append(text, _parser.TryParse(text, out Int128 value), value, violations);

    private void Append(ReadOnlySpan<byte> text, bool isValue, Int128 value, RecordViolations violations)
    {
        if (!isValue)
        {
            Refuse("type", text, violations);
        }
        else if (_rules is null || _rules.Check(value, text, violations))
        {
            Span<byte> bytes = stackalloc byte[Bytes];
            BinaryPrimitives.WriteInt128BigEndian(bytes, value);
            _buffer.Append(bytes);
        }
        else
        {
            _buffer.AppendMissing();
        }
    }

    private bool TryParse(ReadOnlySpan<byte> text, out Int128 value)
    {
        if (_notation is null)
        {
            return _parser.TryParse(text, out value);
        }

        Span<byte> plain = stackalloc byte[NumberNotation.MaxLength];
        value = default;
        return _notation.TryRewrite(text, plain, out var length) && _parser.TryParse(plain[..length], out value);
    }

    private Int128 ParseBound(string text) => TryParse(Encoding.UTF8.GetBytes(text), out var value)
        ? value
        : throw new ArgumentException($"'{text}' is not a valid {Field.Type} (field '{Field.Name}').", nameof(text));
}
