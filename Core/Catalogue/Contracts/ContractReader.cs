using System.Security.Cryptography;
using System.Text;
using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Contracts;

/// <summary>Reads <c>datasets/&lt;name&gt;.yaml</c>.</summary>
public static class ContractReader
{
    public const int MaxFields = 5_000;

    /// <summary>Each keeps its values in a share of the same memory and, past that, in up to ten open files.</summary>
    public const int MaxUniqueFields = 16;

    private static readonly Dictionary<string, FileFormat> Formats = new(StringComparer.Ordinal)
    {
        ["csv"] = FileFormat.Csv,
        ["ndjson"] = FileFormat.Ndjson,
        ["json"] = FileFormat.Json,
        ["parquet"] = FileFormat.Parquet,
    };

    private static readonly Dictionary<string, UnknownFields> UnknownFieldChoices = new(StringComparer.Ordinal)
    {
        ["reject"] = UnknownFields.Reject,
        ["ignore"] = UnknownFields.Ignore,
    };

    /// <summary>The contract; null where <paramref name="faults"/> has gathered any.</summary>
    public static DatasetContract? Read(string name, string text, FaultList faults)
    {
        if (YamlDocument.Parse(text, faults) is not { } root)
        {
            return null;
        }

        var format = root.Choice("format", Formats, required: true).GetValueOrDefault();
        var fields = ReadFields(root, format);
        var schema = new TableSchema
        {
            Format = format,
            Encoding = root.Choice("encoding", TextEncodings.ByName) ?? TextEncoding.Utf8,
            Dialect = DialectReader.Read(root, format),
            Fields = fields,
            UnknownFields = root.Choice("unknownFields", UnknownFieldChoices) ?? UnknownFields.Reject,
            MaxRejectedShare = root.Share("maxRejectedShare") ?? 0,
            PartitionBy = ReadPartition(root, fields),
        };
        schema = root.Texts("missingValues") is { } missing ? schema with { MissingValues = missing } : schema;
        if (schema.Encoding != TextEncoding.Utf8 && format != FileFormat.Csv)
        {
            root.Fault("encoding", $"does not hold for the format {root.Text("format")}: JSON is UTF-8, and Parquet has its own.");
        }

        var contract = new DatasetContract
        {
            Name = name,
            Description = root.Text("description"),
            Owner = root.Text("owner"),
            Source = root.Text("source"),
            Licence = root.Text("licence"),
            Files = ReadFiles(root),
            Schema = schema,
            FreshWithin = root.Duration("freshWithin", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
            Retain = ReadRetention(root),
            Text = text,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))),
        };
        root.Close();
        return faults.Any ? null : contract;
    }

    private static List<Field> ReadFields(YamlMap root, FileFormat format)
    {
        var maps = root.Maps("fields", required: true);
        var fields = new List<Field>();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var map in maps)
        {
            if (FieldReader.Read(map, format) is not { } field)
            {
                continue;
            }

            if (!names.Add(field.Name))
            {
                map.Fault("name", $"'{field.Name}' is declared twice (names are compared without regard to case).");
            }

            fields.Add(field);
        }

        if (root.Length("fields") is 0 or > MaxFields)
        {
            root.Fault("fields", $"must declare 1 to {MaxFields:N0} fields.");
        }

        if (fields.Count(field => field.Constraints.Unique) is > MaxUniqueFields and var unique)
        {
            root.Fault("fields", $"must declare no more than {MaxUniqueFields} fields as unique, not {unique:N0}.");
        }

        return fields;
    }

    private static IReadOnlyList<string> ReadPartition(YamlMap root, List<Field> fields)
    {
        var columns = root.Texts("partitionBy") ?? [];
        foreach (var column in columns)
        {
            var field = fields.Find(candidate => candidate.Name == column);
            if (field is null)
            {
                root.Fault("partitionBy", $"names '{column}', which is not a field{Suggestions.For(column, fields.Select(f => f.Name))}.");
            }
            else if (field.Type.Kind is ColumnKind.Float or ColumnKind.Double or ColumnKind.Json)
            {
                root.Fault("partitionBy", $"cannot split by '{column}': values of {field.Type} are not counted out.");
            }
        }

        if (columns.Distinct().Count() != columns.Count)
        {
            root.Fault("partitionBy", "names a field twice.");
        }

        return columns;
    }

    private static FileNames ReadFiles(YamlMap root)
    {
        if (root.Texts("files") is not { } patterns)
        {
            return FileNames.Default;
        }

        if (patterns.Count is 0 or > FileNames.MaxPatterns)
        {
            root.Fault("files", $"must have 1 to {FileNames.MaxPatterns} patterns.");
        }

        foreach (var fault in patterns.Select(FileNames.FaultOf).OfType<string>())
        {
            root.Fault("files", fault);
        }

        return new FileNames(patterns);
    }

    private static RetentionRule ReadRetention(YamlMap root)
    {
        if (root.Map("retain") is not { } map)
        {
            return new RetentionRule();
        }

        var rule = new RetentionRule
        {
            Versions = map.Whole("versions", 1, 1_000_000),
            Raw = map.Duration("raw", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
        };
        map.Close();
        return rule;
    }
}
