using Analytics.Core.Catalogue.Contracts;
using Analytics.Core.Catalogue.Dashboards;
using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Catalogue.Yaml;

namespace Analytics.Core.Catalogue;

/// <summary>Reads a folder of definitions; a file with faults leaves the definition of <c>previous</c> in force.</summary>
public static class CatalogueFolder
{
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
        var path = Path.Combine(folder, kind);
        foreach (var file in Sorted(path, Directory.EnumerateFiles))
        {
            var shown = $"{kind}/{Path.GetFileName(file)}";
            var extension = Path.GetExtension(file);
            if (extension is ".yml")
            {
                faults.Add(new CatalogueFault(shown, 1, "", "is not read: name it .yaml."));
            }

            if (extension is not ".yaml")
            {
                continue;
            }

            await ReadOneAsync(file, shown, Path.GetFileNameWithoutExtension(file), read, found, previous, faults, cancellationToken);
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
        var path = Path.Combine(folder, "jobs");
        foreach (var jobFolder in Sorted(path, Directory.EnumerateDirectories))
        {
            var name = Path.GetFileName(jobFolder);
            var file = Path.Combine(jobFolder, "job.yaml");
            if (!File.Exists(file))
            {
                faults.Add(new CatalogueFault($"jobs/{name}", 1, "", "holds no job.yaml."));
                continue;
            }

            var taken = found.Values.ToDictionary(job => job.Output.Table, job => job.Name, StringComparer.Ordinal);
            await ReadOneAsync(
                file,
                $"jobs/{name}/job.yaml",
                name,
                (jobName, text, list) => JobReader.Read(jobName, text, script => ReadScript(jobFolder, script), datasets, taken, list),
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
        string file,
        string shown,
        string name,
        Func<string, string, FaultList, T?> read,
        SortedDictionary<string, T> found,
        IReadOnlyDictionary<string, T> previous,
        List<CatalogueFault> faults,
        CancellationToken cancellationToken)
        where T : class
    {
        var list = new FaultList(shown);
        T? definition = null;
        if (!Names.IsName(name))
        {
            list.Add(1, "", $"The name '{name}' must have {Names.Rule}.");
        }
        else if (await CatalogueText.ReadAsync(file, list, cancellationToken) is { } text)
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

    private static List<string> Sorted(string folder, Func<string, IEnumerable<string>> enumerate) =>
        Directory.Exists(folder) ? [.. enumerate(folder).Order(StringComparer.Ordinal)] : [];

    private static string? ReadScript(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return File.Exists(path) && new FileInfo(path).Length <= YamlDocument.MaxCharacters ? File.ReadAllText(path) : null;
    }
}
