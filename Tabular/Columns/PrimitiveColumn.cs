using System.Runtime.CompilerServices;
using System.Text;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Columns;

/// <summary>A column whose values Parquet stores in a fixed width; its parser and its rules are compiled in.</summary>
internal sealed class PrimitiveColumn<T, TParser> : FieldColumn
    where T : unmanaged, IComparable<T>, IEquatable<T>
    where TParser : struct, IValueParser<T>
{
    private readonly PrimitiveBuffer<T> _buffer = new();
    private readonly TParser _parser;
    private readonly NumberNotation? _notation;
    private readonly ValueRules<T>? _rules;

    public PrimitiveColumn(Field field, TParser parser, NumberNotation? notation = null)
        : base(field)
    {
        _parser = parser;
        _notation = notation;
        _rules = ValueRules<T>.Of(field, ParseBound);
    }

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations) =>
        Append(text, TryParse(text, out var value), value, violations);

    public override void AppendPlain(ReadOnlySpan<byte> text, RecordViolations violations) =>
        Append(text, _parser.TryParse(text, out var value), value, violations);

    /// <summary>Appends a value of a field that has no constraints of values.</summary>
    public void AppendValue(T value) => _buffer.Append(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Append(ReadOnlySpan<byte> text, bool isValue, T value, RecordViolations violations)
    {
        if (!isValue)
        {
            Refuse("type", text, violations);
        }
        else if (_rules is null || _rules.Check(value, text, violations))
        {
            _buffer.Append(value);
        }
        else
        {
            _buffer.AppendMissing();
        }
    }

    /// <summary>
    /// Appends a value that needs no parsing, after the same checks; <paramref name="show"/> is its text for the
    /// quarantine.
    /// </summary>
    public void Append(T value, RecordViolations violations, Func<T, string> show)
    {
        if (_rules is null || _rules.Check(value, Encoding.UTF8.GetBytes(show(value)), violations))
        {
            _buffer.Append(value);
        }
        else
        {
            _buffer.AppendMissing();
        }
    }

    private bool TryParse(ReadOnlySpan<byte> text, out T value)
    {
        if (_notation is null)
        {
            return _parser.TryParse(text, out value);
        }

        Span<byte> plain = stackalloc byte[NumberNotation.MaxLength];
        value = default;
        return _notation.TryRewrite(text, plain, out var length) && _parser.TryParse(plain[..length], out value);
    }

    private T ParseBound(string text) => TryParse(Encoding.UTF8.GetBytes(text), out var value)
        ? value
        : throw new ArgumentException($"'{text}' is not a valid {Field.Type} (field '{Field.Name}').", nameof(text));
}
