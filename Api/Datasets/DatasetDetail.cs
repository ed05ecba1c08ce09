using Analytics.Catalogue.Contracts;
using Analytics.Tabular.Schema;

namespace Analytics.Api.Datasets;

/// <summary>A dataset and its contract; null where the catalogue no longer holds one.</summary>
public sealed record DatasetDetail(DatasetItem Dataset, ContractDetail? Contract);

/// <summary>What a dataset's files must be.</summary>
public sealed record ContractDetail(
    string? Source, string? Licence, string Format, string Encoding, IReadOnlyList<string> MissingValues, string UnknownFields,
    double MaxRejectedShare, IReadOnlyList<string> PartitionBy, IReadOnlyList<ContractField> Fields)
{
    internal static ContractDetail Of(DatasetContract contract)
    {
        var schema = contract.Schema;
        return new(
            contract.Source, contract.Licence, schema.Format.ToString().ToLowerInvariant(), TextEncodings.NameOf(schema.Encoding),
            schema.MissingValues, schema.UnknownFields.ToString().ToLowerInvariant(), schema.MaxRejectedShare, schema.PartitionBy,
            [.. schema.Fields.Select(ContractField.Of)]);
    }
}

/// <summary>A column as its contract declares it.</summary>
/// <param name="Constraints">What its values must satisfy, each as a short text.</param>
public sealed record ContractField(string Name, string Type, string? Unit, string? Description, IReadOnlyList<string> Constraints)
{
    internal static ContractField Of(Field field) =>
        new(field.Name, field.Type.ToString(), field.Unit, field.Description, [.. Describe(field.Constraints)]);

    private static IEnumerable<string> Describe(FieldConstraints constraints)
    {
        (bool Holds, string Text)[] all =
        [
            (constraints.Required, "required"),
            (constraints.Unique, "unique"),
            (constraints.Minimum is not null, $"≥ {constraints.Minimum}"),
            (constraints.Maximum is not null, $"≤ {constraints.Maximum}"),
            (constraints.MinLength is not null, $"at least {constraints.MinLength} characters"),
            (constraints.MaxLength is not null, $"at most {constraints.MaxLength} characters"),
            (constraints.Pattern is not null, $"matches {constraints.Pattern}"),
            (constraints.Enum is not null, $"one of {string.Join(", ", constraints.Enum ?? [])}"),
        ];
        return all.Where(constraint => constraint.Holds).Select(constraint => constraint.Text);
    }
}
