using Analytics.Catalogue.Yaml;
using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads the key <c>parameters</c> and holds it against the names that the script uses.</summary>
internal static class ParameterReader
{
    public static IReadOnlyList<JobParameter> Read(YamlMap root, string kind, IReadOnlyList<string> scripts)
    {
        var parameters = new List<JobParameter>();
        foreach (var map in root.Maps("parameters"))
        {
            var name = map.Text("name", required: true);
            var typeText = map.Text("type", required: true);
            if (!ColumnType.TryParse(typeText, out var type) && typeText is not null)
            {
                map.Fault("type", $"'{typeText}' is not a type.");
            }

            if (name is not null && !Names.IsIdentifier(name))
            {
                map.Fault("name", $"must have {Names.IdentifierRule}.");
            }

            var standard = map.Text("default");
            if (standard is not null && ColumnType.TryParse(typeText, out _)
                && !FieldCheck.IsValue(new Field { Name = name ?? "", Type = type }, standard))
            {
                map.Fault("default", $"'{standard}' is not a valid {type}.");
            }

            if (parameters.Exists(parameter => parameter.Name == name))
            {
                map.Fault("name", $"'{name}' is declared twice.");
            }

            parameters.Add(new JobParameter(name ?? "", type, standard, map.Text("description")));
            map.Close();
        }

        if (kind is JobKinds.Sql or JobKinds.Hive)
        {
            foreach (var script in scripts)
            {
                HoldAgainstScript(root, parameters, script, kind);
            }
        }

        return parameters;
    }

    private static void HoldAgainstScript(YamlMap root, List<JobParameter> parameters, string script, string kind)
    {
        var (used, sign) = kind == JobKinds.Hive
            ? (HiveVariables.NamesIn(script), (Func<string, string>)(name => $"${{{name}}}"))
            : (SqlParameters.NamesIn(script), name => $"${name}");
        var declared = parameters.ConvertAll(parameter => parameter.Name);
        foreach (var name in used.Where(name => !declared.Contains(name)))
        {
            root.Fault("parameters", $"lacks '{name}', which the script uses as {sign(name)}.");
        }

        foreach (var name in declared.Where(name => script.Length > 0 && !used.Contains(name)))
        {
            root.Fault("parameters", $"declares '{name}', which the script does not use.");
        }
    }
}
