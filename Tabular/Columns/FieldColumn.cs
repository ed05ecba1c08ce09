using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>
/// A column as a record's reader fills it: takes a value's text, checks type and constraints, and appends to the
/// buffer. Each record appends exactly one row to each column, broken or not; a broken record's rows are taken back.
/// </summary>
internal abstract class FieldColumn(Field field)
{
    public Field Field { get; } = field;

    public abstract ColumnBuffer Buffer { get; }

    /// <summary>
    /// Appends the value of a text, or a missing one and a violation where type or constraints refuse it.
    /// </summary>
    public abstract void Append(ReadOnlySpan<byte> text, RecordViolations violations);

    /// <summary>The same for a text in plain notation, whatever the field's own is.</summary>
    public virtual void AppendPlain(ReadOnlySpan<byte> text, RecordViolations violations) => Append(text, violations);

    public void AppendMissing(RecordViolations violations)
    {
        if (Field.Constraints.Required)
        {
            violations.AddShown(Field.Name, "required", null);
        }

        Buffer.AppendMissing();
    }

    /// <summary>Appends a missing value and the violation of a rule.</summary>
    public void Refuse(string rule, ReadOnlySpan<byte> text, RecordViolations violations)
    {
        violations.Add(Field.Name, rule, text);
        Buffer.AppendMissing();
    }
}
