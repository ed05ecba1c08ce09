using Analytics.Catalogue.Yaml;

namespace Analytics.Catalogue.Jobs;

/// <summary>Reads the keys that name files of the job's folder.</summary>
/// <param name="readFile">Gives null for a file that is not there.</param>
internal sealed class ScriptReader(Func<string, string?> readFile)
{
    /// <summary>Of the files that jobs name.</summary>
    public static readonly string[] Endings = [".sql", ".py", ".hql"];

    private static readonly string[] Python = [".py"];

    /// <summary>The script or, of a streaming job, the mapper, and then its reducer where it has one.</summary>
    public (ScriptFile Main, ScriptFile? Reducer) Read(YamlMap root, string kind)
    {
        if (kind == JobKinds.HadoopStreaming)
        {
            return (Read(root, "mapper", Python), root.Has("reducer") ? Read(root, "reducer", Python) : null);
        }

        return (Read(root, "script", kind switch
        {
            JobKinds.PySpark => Python,
            JobKinds.Hive => [".hql", ".sql"],
            _ => [".sql"],
        }), null);
    }

    public ScriptFile Read(YamlMap map, string key, string[] endings)
    {
        if (map.Text(key, required: true) is not { } file)
        {
            return new ScriptFile("", "");
        }

        if (file != Path.GetFileName(file) || !endings.Contains(Path.GetExtension(file)))
        {
            map.Fault(key, $"must name a {string.Join(" or ", endings)} file in the job's own folder.");
            return new ScriptFile(file, "");
        }

        var text = readFile(file);
        if (text is null)
        {
            map.Fault(key, $"names '{file}', which is not in the job's folder as a regular file of up to 4 MB.");
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            map.Fault(key, $"names '{file}', which is empty.");
        }

        return new ScriptFile(file, text ?? "");
    }
}
