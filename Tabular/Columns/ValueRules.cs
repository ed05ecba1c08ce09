using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>The constraints of values that can be compared: bounds and a list.</summary>
internal sealed class ValueRules<T>
    where T : struct, IComparable<T>
{
    private readonly string _column;
    private readonly T? _minimum;
    private readonly T? _maximum;
    private readonly HashSet<T>? _enum;

    private ValueRules(Field field, Func<string, T> parse)
    {
        var constraints = field.Constraints;
        _column = field.Name;
        _minimum = constraints.Minimum is { } minimum ? parse(minimum) : null;
        _maximum = constraints.Maximum is { } maximum ? parse(maximum) : null;
        _enum = constraints.Enum?.Select(parse).ToHashSet();
    }

    /// <summary>Null where the field has no such constraint.</summary>
    public static ValueRules<T>? Of(Field field, Func<string, T> parse) =>
        field.Constraints is { Minimum: null, Maximum: null, Enum: null } ? null : new ValueRules<T>(field, parse);

    /// <summary>Adds each rule that the value breaks; true where it breaks none.</summary>
    public bool Check(T value, ReadOnlySpan<byte> text, RecordViolations violations)
    {
        var broken = false;
        if (_minimum is { } minimum && value.CompareTo(minimum) < 0)
        {
            violations.Add(_column, "minimum", text);
            broken = true;
        }

        if (_maximum is { } maximum && value.CompareTo(maximum) > 0)
        {
            violations.Add(_column, "maximum", text);
            broken = true;
        }

        if (_enum is not null && !_enum.Contains(value))
        {
            violations.Add(_column, "enum", text);
            broken = true;
        }

        return !broken;
    }
}
