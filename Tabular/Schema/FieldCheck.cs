using System.Text;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Schema;

/// <summary>What is wrong with a field's own declaration, before any file is read.</summary>
public static class FieldCheck
{
    /// <summary>
    /// Whether a text is a value of the field, in the field's own notation; its constraints are not asked.
    /// </summary>
    public static bool IsValue(Field field, string text)
    {
        var column = FieldColumns.Create(field with { Constraints = FieldConstraints.None });
        var violations = new RecordViolations();
        column.Append(Encoding.UTF8.GetBytes(text), violations);
        return !violations.Any;
    }

    /// <summary>Each fault with the key, below the field, that it concerns.</summary>
    public static IEnumerable<(string Key, string Message)> FaultsOf(Field field)
    {
        if (FormatFault(field) is { } formatFault)
        {
            // Bounds cannot be read by a format that is none.
            return [("format", formatFault)];
        }

        return NotationFaults(field).Concat(BoundFaults(field)).Concat(TextFaults(field));
    }

    private static string? FormatFault(Field field)
    {
        if (field.Format is null)
        {
            return null;
        }

        if (field.Type.Kind is not (ColumnKind.Date or ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz))
        {
            return $"goes with date, time, timestamp and timestamptz, not with {field.Type}.";
        }

        _ = TimeFormat.Create(field.Format, field.Type.Kind, out var fault);
        return fault is null ? null : $"'{field.Format}' {fault}.";
    }

    private static IEnumerable<(string Key, string Message)> NotationFaults(Field field)
    {
        var kind = field.Type.Kind;
        if (field.DecimalChar != '.' && kind is not (ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal))
        {
            yield return ("decimalChar", $"goes with float, double and decimal, not with {field.Type}.");
        }

        if (field.GroupChar is not null
            && kind is not (ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64
                or ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal))
        {
            yield return ("groupChar", $"goes with numbers, not with {field.Type}.");
        }

        if (field.GroupChar == field.DecimalChar)
        {
            yield return ("groupChar", "must be another character than decimalChar.");
        }

        if (kind != ColumnKind.Boolean && field.HasBooleanTexts)
        {
            yield return ("trueValues", $"and falseValues go with boolean, not with {field.Type}.");
        }

        if (kind == ColumnKind.Boolean && field.TrueValues.Intersect(field.FalseValues).Any())
        {
            yield return ("trueValues", "must share no text with falseValues.");
        }
    }

    private static IEnumerable<(string Key, string Message)> BoundFaults(Field field)
    {
        var constraints = field.Constraints;
        var isOrdered = field.Type.Kind is not (ColumnKind.Boolean or ColumnKind.String or ColumnKind.Uuid or ColumnKind.Json);
        foreach (var (key, bound) in new[] { ("minimum", constraints.Minimum), ("maximum", constraints.Maximum) })
        {
            if (bound is not null && !isOrdered)
            {
                yield return ($"constraints.{key}", $"goes with numbers, dates and times, not with {field.Type}.");
            }
            else if (bound is not null && !IsValue(field, bound))
            {
                yield return ($"constraints.{key}", $"'{bound}' is not a valid {field.Type} in this field's notation.");
            }
        }

        if (constraints.Enum is { } values)
        {
            if (field.Type.Kind is ColumnKind.Uuid or ColumnKind.Json or ColumnKind.Boolean)
            {
                yield return ("constraints.enum", $"does not go with {field.Type}.");
            }
            else if (values.FirstOrDefault(value => !IsValue(field, value)) is { } wrong)
            {
                yield return ("constraints.enum", $"'{wrong}' is not a valid {field.Type} in this field's notation.");
            }
        }
    }

    private static IEnumerable<(string Key, string Message)> TextFaults(Field field)
    {
        var constraints = field.Constraints;
        var isText = field.Type.Kind == ColumnKind.String;
        foreach (var (key, isSet) in new[]
        {
            ("minLength", constraints.MinLength is not null),
            ("maxLength", constraints.MaxLength is not null),
            ("pattern", constraints.Pattern is not null),
        })
        {
            if (isSet && !isText)
            {
                yield return ($"constraints.{key}", $"goes with string, not with {field.Type}.");
            }
        }

        if (constraints.MinLength > constraints.MaxLength)
        {
            yield return ("constraints.minLength", "must not be above maxLength.");
        }

        if (constraints.Pattern is { } pattern && PatternFault(pattern) is { } fault)
        {
            yield return ("constraints.pattern", fault);
        }
    }

    private static string? PatternFault(string pattern)
    {
        try
        {
            _ = TextRules.CreatePattern(pattern);
            return null;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return $"cannot be used as a pattern without backtracking: {fault.Message}";
        }
    }
}
