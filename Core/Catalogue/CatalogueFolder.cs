using System.Text;
using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Yaml;
using Analytics.Machine.Files;

namespace Analytics.Catalogue;

/// <summary>Reads a folder of definitions; a file with faults leaves the definition of <c>previous</c> in force.</summary>
public static class CatalogueFolder
{
    private static readonly WalkLimits OneFolder = new() { MaxDepth = 1, MaxNames = 10_000, MaxFileBytes = YamlDocument.MaxBytes };
    private static readonly WalkLimits JobFolders = OneFolder with { MaxDepth = 2, Folders = true };

    public static async Task<CatalogueSnapshot> ReadAsync(string folder, CatalogueSnapshot previous, CancellationToken cancellationToken)
    {
        var faults = new List<CatalogueFault>();
        if (!Directory.Exists(folder))
        {
            faults.Add(new CatalogueFault(folder, 1, "", "The catalogue's folder does not exist; Catalogue:Path names it."));
            return previous with { Faults = faults };
        }

        var datasets = await ReadFilesAsync(
            folder,
            "datasets",
            (name, text, found) => ContractReader.Read(name, text, found),
            previous.Datasets,
            faults,
            cancellationToken);
        var jobs = await ReadJobsAsync(folder, datasets, previous.Jobs, faults, cancellationToken);
        var dashboards = await ReadFilesAsync(
            folder,
            "dashboards",
            (name, text, found) => DashboardReader.Read(name, text, jobs, found),
            previous.Dashboards,
            faults,
            cancellationToken);
        return new CatalogueSnapshot(datasets, jobs, dashboards, faults);
    }

    private static async Task<IReadOnlyDictionary<string, T>> ReadFilesAsync<T>(
        string folder,
        string kind,
        Func<string, string, FaultList, T?> read,
        IReadOnlyDictionary<string, T> previous,
        List<CatalogueFault> faults,
        CancellationToken cancellationToken)
        where T : class
    {
        var found = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var file in Walk(folder, kind, OneFolder, faults))
        {
            var extension = Path.GetExtension(file.Name);
            if (extension is ".yml")
            {
                faults.Add(new CatalogueFault(file.Name, 1, "", "is not read: name it .yaml."));
            }

            if (extension is not ".yaml")
            {
                continue;
            }

            await ReadOneAsync(
                file, Path.GetFileNameWithoutExtension(file.Name), read, found, previous, faults, cancellationToken);
        }

        return found;
    }

    private static async Task<IReadOnlyDictionary<string, JobDefinition>> ReadJobsAsync(
        string folder,
        IReadOnlyDictionary<string, DatasetContract> datasets,
        IReadOnlyDictionary<string, JobDefinition> previous,
        List<CatalogueFault> faults,
        CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, JobDefinition>(StringComparer.Ordinal);
        var names = Walk(folder, "jobs", JobFolders, faults).ToLookup(JobOf, StringComparer.Ordinal);
        foreach (var job in names.Where(job => job.Any(name => name.IsFolder)))
        {
            var (name, shown) = (job.Key, $"jobs/{job.Key}/job.yaml");
            var files = job.Where(file => !file.IsFolder).ToDictionary(file => file.Name, StringComparer.Ordinal);
            if (!files.TryGetValue(shown, out var definition))
            {
                faults.Add(new CatalogueFault($"jobs/{name}", 1, "", "holds no job.yaml."));
                continue;
            }

            var scripts = await ReadScriptsAsync(job, cancellationToken);
            var taken = found.Values.ToDictionary(job => job.Output.Table, job => job.Name, StringComparer.Ordinal);
            await ReadOneAsync(
                definition,
                name,
                (jobName, text, list) => JobReader.Read(jobName, text, scripts.GetValueOrDefault, datasets, taken, list),
                found,
                previous,
                faults,
                cancellationToken);
            if (found.TryGetValue(name, out var read) && taken.ContainsKey(read.Output.Table))
            {
                // Its last good definition writes a table that another job has taken over since.
                found.Remove(name);
            }
        }

        return found;
    }

    private static async Task ReadOneAsync<T>(
        WalkedName file,
        string name,
        Func<string, string, FaultList, T?> read,
        SortedDictionary<string, T> found,
        IReadOnlyDictionary<string, T> previous,
        List<CatalogueFault> faults,
        CancellationToken cancellationToken)
        where T : class
    {
        var list = new FaultList(file.Name);
        T? definition = null;
        if (!Names.IsName(name))
        {
            list.Add(1, "", $"The name '{name}' must have {Names.Rule}.");
        }
        else if (file.Refusal is { } refusal)
        {
            list.Add(1, "", refusal);
        }
        else if (await CatalogueText.ReadAsync(file.Path, list, cancellationToken) is { } text)
        {
            definition = read(name, text, list);
        }

        faults.AddRange(list.All);
        definition ??= previous.GetValueOrDefault(name);
        if (definition is not null)
        {
            found[name] = definition;
        }
    }

    /// <summary>A folder of the catalogue, each name with the folder's before it. Folders that cannot be entered are faults.</summary>
    private static IEnumerable<WalkedName> Walk(string catalogue, string folder, WalkLimits limits, List<CatalogueFault> faults)
    {
        var path = Path.Combine(catalogue, folder);
        if (FileStatus.Of(path) is { Kind: not FileKind.Directory })
        {
            faults.Add(new CatalogueFault(folder, 1, "", "is no folder; a symbolic link to one is not followed."));
            yield break;
        }

        foreach (var name in new FolderWalk(path, limits).Names($"{folder}/"))
        {
            if (name is { IsFolder: true, Refusal: { } refusal })
            {
                // Folders below those that definitions lie in hold none.
                if (name.Name.Count(letter => letter == '/') <= limits.MaxDepth)
                {
                    faults.Add(new CatalogueFault(name.Name.TrimEnd('/'), 1, "", refusal));
                }

                continue;
            }

            yield return name;
        }
    }

    private static string JobOf(WalkedName name) => name.Name.Split('/')[1];

    private static async Task<Dictionary<string, string>> ReadScriptsAsync(IEnumerable<WalkedName> job, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in job.Where(file => file.IsFile && ScriptReader.Endings.Contains(Path.GetExtension(file.Name))))
        {
            try
            {
                texts[Path.GetFileName(file.Path)] = await PlainFile.ReadTextAsync(
                    file.Path, YamlDocument.MaxBytes, Encoding.UTF8, cancellationToken);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // The job that names it has a fault then, and its last good definition stays in force.
            }
        }

        return texts;
    }
}
