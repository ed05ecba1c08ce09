using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Contracts;

/// <summary>Reads an entry of the key <c>fields</c>.</summary>
internal static class FieldReader
{
    private const string Types =
        "boolean, int16, int32, int64, float, double, decimal(p,s), date, time, timestamp, timestamptz, string, uuid, json";

    /// <summary>Keys that say how a text is read, which a typed value does not need.</summary>
    private static readonly string[] KeysOfTexts = ["format", "decimalChar", "groupChar", "trueValues", "falseValues"];

    public static Field? Read(YamlMap map, FileFormat format)
    {
        var name = map.Text("name", required: true);
        var typeText = map.Text("type", required: true);
        if (typeText is not null && !ColumnType.TryParse(typeText, out _))
        {
            map.Fault("type", $"'{typeText}' is not a type. Types: {Types}.");
        }

        var isTyped = ColumnType.TryParse(typeText, out var type);
        if (name is not null && (name.Length > 200 || name.Any(char.IsControl)))
        {
            map.Fault("name", "must have at most 200 characters and no control characters.");
        }

        var field = new Field
        {
            Name = name ?? "",
            Type = type,
            Unit = map.Text("unit"),
            Description = map.Text("description"),
            Format = map.Text("format"),
            DecimalChar = Character(map, "decimalChar") ?? '.',
            GroupChar = Character(map, "groupChar"),
            Constraints = ReadConstraints(map),
        };
        field = map.Texts("trueValues") is { } trueValues ? field with { TrueValues = trueValues } : field;
        field = map.Texts("falseValues") is { } falseValues ? field with { FalseValues = falseValues } : field;
        foreach (var key in KeysOfTexts.Where(key => format == FileFormat.Parquet && map.Has(key)))
        {
            map.Fault(key, "does not hold for the format parquet, whose values are typed.");
        }

        if (isTyped)
        {
            foreach (var (key, message) in FieldCheck.FaultsOf(field))
            {
                map.Fault(key, message);
            }
        }

        map.Close();
        return isTyped && name is not null ? field : null;
    }

    private static FieldConstraints ReadConstraints(YamlMap field)
    {
        if (field.Map("constraints") is not { } map)
        {
            return FieldConstraints.None;
        }

        var constraints = new FieldConstraints
        {
            Required = map.Flag("required") ?? false,
            Unique = map.Flag("unique") ?? false,
            Minimum = map.Text("minimum"),
            Maximum = map.Text("maximum"),
            MinLength = map.Whole("minLength", 0, int.MaxValue),
            MaxLength = map.Whole("maxLength", 0, int.MaxValue),
            Pattern = map.Text("pattern"),
            Enum = map.Texts("enum"),
        };
        map.Close();
        return constraints;
    }

    private static char? Character(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
        {
            return null;
        }

        if (text.Length == 1 && text[0] < 128 && !char.IsAsciiLetterOrDigit(text[0]) && text[0] is not ('-' or '+'))
        {
            return text[0];
        }

        map.Fault(key, "must be one ASCII character that is not a letter, digit or sign.");
        return null;
    }
}
