using Analytics.Tabular.Conversion;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Finds the column of each field by its name; throws where columns are doubled, missing, unknown or of another type.</summary>
internal static class ParquetColumnMap
{
    private const int MaxListed = 10;

    /// <summary>For each field the index of its column.</summary>
    public static int[] Create(SchemaDescriptor file, TableSchema schema, ConversionLimits limits)
    {
        if (file.NumColumns > limits.MaxColumns)
        {
            throw ParquetFaults.TooManyColumns(file.NumColumns, limits.MaxColumns);
        }

        // A nested column has leaves below one name of the top; the contract can declare none of them.
        var columns = Enumerable.Range(0, file.NumColumns)
            .Select(index => (Index: index, Name: file.Column(index).Path.ToDotVector()[0], IsFlat: IsFlat(file.Column(index))))
            .ToLookup(column => column.Name, StringComparer.Ordinal);
        var doubled = columns.Where(group => group.Count() > 1 && group.Any(column => column.IsFlat)).Select(group => group.Key).ToList();
        var missing = schema.Fields.Select(field => field.Name).Where(name => !columns.Contains(name)).ToList();
        var known = schema.Fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = columns.Select(group => group.Key).Where(name => !known.Contains(name)).ToList();
        if (doubled.Count > 0)
        {
            throw ParquetFaults.DuplicateColumns(Listed(doubled));
        }

        if (missing.Count > 0)
        {
            throw ParquetFaults.MissingColumns(Listed(missing));
        }

        if (unknown.Count > 0 && schema.UnknownFields == UnknownFields.Reject)
        {
            throw ParquetFaults.UnknownColumns(Listed(unknown));
        }

        return [.. schema.Fields.Select(field => Checked(file, columns[field.Name].First().Index, field))];
    }

    private static bool IsFlat(ColumnDescriptor column) => column.MaxRepetitionLevel == 0 && column.MaxDefinitionLevel <= 1;

    private static int Checked(SchemaDescriptor file, int index, Field field)
    {
        var column = file.Column(index);
        if (!IsFlat(column))
        {
            throw ParquetFaults.Nested(field.Name, field.Type.ToString());
        }

        if (!ParquetKinds.Fits(ParquetKinds.Of(column), field.Type.Kind))
        {
            throw ParquetFaults.ColumnType(field.Name, $"{column.PhysicalType} ({column.LogicalType.Type})", field.Type.ToString());
        }

        return index;
    }

    private static string Listed(List<string> names) => string.Join(", ", names.Take(MaxListed).Select(name => $"'{VisibleText.Of(name)}'"))
        + (names.Count > MaxListed ? $" and {names.Count - MaxListed:N0} more" : "");
}
