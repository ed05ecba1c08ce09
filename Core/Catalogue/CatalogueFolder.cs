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

            await ReadOneAsync(
                file,
                $"jobs/{name}/job.yaml",
                name,
                (jobName, text, list) => JobReader.Read(jobName, text, script => ReadScript(jobFolder, script), datasets, list),
                found,
                previous,
                faults,
                cancellationToken);
        }

        foreach (var twice in found.Values.GroupBy(job => job.Output.Table).Where(jobs => jobs.Count() > 1))
        {
            var names = twice.Select(job => job.Name).ToList();
            faults.Add(new CatalogueFault(
                $"jobs/{names[1]}/job.yaml", 1, "output.table", $"'{twice.Key}' is the table of '{names[0]}' already."));
            found.Remove(names[1]);
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
        else if (new FileInfo(file).Length > YamlDocument.MaxCharacters * 4L)
        {
            list.Add(1, "", $"The file is longer than {YamlDocument.MaxCharacters:N0} characters.");
        }
        else
        {
            definition = read(name, await File.ReadAllTextAsync(file, cancellationToken), list);
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
