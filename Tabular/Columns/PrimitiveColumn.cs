using System.Text;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Columns;

/// <summary>A column whose values Parquet stores in a fixed width; its parser and its bounds are compiled in.</summary>
internal sealed class PrimitiveColumn<T, TParser> : FieldColumn
    where T : unmanaged, IComparable<T>, IEquatable<T>
    where TParser : struct, IValueParser<T>
{
    private readonly PrimitiveBuffer<T> _buffer = new();
    private readonly TParser _parser;
    private readonly NumberNotation? _notation;
    private readonly T? _minimum;
    private readonly T? _maximum;
    private readonly HashSet<T>? _enum;

    public PrimitiveColumn(Field field, TParser parser, NumberNotation? notation = null)
        : base(field)
    {
        _parser = parser;
        _notation = notation;
        _minimum = Bound(field.Constraints.Minimum);
        _maximum = Bound(field.Constraints.Maximum);
        _enum = field.Constraints.Enum?.Select(text => Bound(text).GetValueOrDefault()).ToHashSet();
    }

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (!TryParse(text, out var value))
        {
            Refuse("type", text, violations);
            return;
        }

        if (BrokenRule(value) is { } rule)
        {
            Refuse(rule, text, violations);
            return;
        }

        _buffer.Append(value);
    }

    /// <summary>Appends a value that needs no parsing, after the same checks; <paramref name="show"/> is its text for the quarantine.</summary>
    public void Append(T value, RecordViolations violations, Func<T, string> show)
    {
        if (BrokenRule(value) is { } rule)
        {
            violations.AddShown(Field.Name, rule, show(value));
            _buffer.AppendMissing();
            return;
        }

        _buffer.Append(value);
    }

    private string? BrokenRule(T value)
    {
        if (_minimum is { } minimum && value.CompareTo(minimum) < 0)
        {
            return "minimum";
        }

        if (_maximum is { } maximum && value.CompareTo(maximum) > 0)
        {
            return "maximum";
        }

        return _enum is not null && !_enum.Contains(value) ? "enum" : null;
    }

    private bool TryParse(ReadOnlySpan<byte> text, out T value)
    {
        if (_notation is null)
        {
            return _parser.TryParse(text, out value);
        }

        Span<byte> plain = stackalloc byte[512];
        value = default;
        return _notation.TryRewrite(text, plain, out var length) && _parser.TryParse(plain[..length], out value);
    }

    private T? Bound(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return TryParse(Encoding.UTF8.GetBytes(text), out var value)
            ? value
            : throw new ArgumentException($"'{text}' is no {Field.Type} (field '{Field.Name}').", nameof(text));
    }
}
