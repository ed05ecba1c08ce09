using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Tests.Support;

/// <summary>Schemas in one line: <c>TestSchema.Of("id int32", "name string")</c>.</summary>
public static class TestSchema
{
    public static TableSchema Of(params string[] fields) => new()
    {
        Format = FileFormat.Csv,
        Fields = [.. fields.Select(Field)],
        MaxRejectedShare = 1,
    };

    public static Field Field(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return ColumnType.TryParse(text[(space + 1)..], out var type)
            ? new Field { Name = text[..space], Type = type }
            : throw new ArgumentException($"No field: {text}", nameof(text));
    }

    public static TableSchema With(this TableSchema schema, string field, Func<Field, Field> change) =>
        schema with { Fields = [.. schema.Fields.Select(known => known.Name == field ? change(known) : known)] };

    public static TableSchema Constrain(this TableSchema schema, string field, FieldConstraints constraints) =>
        schema.With(field, known => known with { Constraints = constraints });
}
