using Analytics.Catalogue;
using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Jobs;
using Analytics.Cli.Convert;
using Analytics.Engines;
using Analytics.Machine.Files;
using Analytics.Storage;

namespace Analytics.Cli.Verify;

/// <summary>Raw files, read under their contracts into the store that both engines see.</summary>
/// <param name="prefix">Where they lie in it.</param>
/// <param name="scratch">A folder of the comparison's own.</param>
internal sealed class SampleInputs(IObjectStore store, string prefix, string scratch, TextWriter output)
{
    /// <summary>Each input with the keys of its files.</summary>
    /// <exception cref="VerifyException">An input has no file that can be read.</exception>
    public async Task<IReadOnlyList<EngineInput>> ReadAsync(
        JobDefinition job, CatalogueSnapshot catalogue, string data, CancellationToken cancellationToken)
    {
        var inputs = new List<EngineInput>();
        foreach (var name in job.Inputs)
        {
            var contract = catalogue.Datasets[name];
            var schema = contract.Schema;
            var folder = Path.Combine(data, name);
            var raw = RawFiles(folder, contract.Files);
            if (raw.Count == 0)
            {
                throw new VerifyException(
                    $"No raw file was found for the input '{name}' in {folder}. Name a folder that has one with --data.");
            }

            var keys = new List<string>();
            foreach (var (file, at) in raw.Select((file, at) => (file, at)))
            {
                using var converted = OutputFolder.Open(new DirectoryInfo(Path.Combine(scratch, "converted", name, $"{at}")), file.Name);
                var result = await FileConversion.RunAsync(file, schema, converted, cancellationToken);
                if (result.Fault is { } fault)
                {
                    throw new VerifyException($"{file.FullName} was rejected: {fault.Message} {fault.Advice}");
                }

                keys.AddRange(await StoreAsync(converted, $"{prefix}/{name}/{at}", cancellationToken));
                await output.WriteLineAsync($"{name}: {result.RowsKept:N0} rows of {file.Name}"
                    + (result.RowsQuarantined == 0 ? "" : $" ({result.RowsQuarantined:N0} that break the contract are left out)"));
            }

            inputs.Add(new EngineInput(name, keys, [.. schema.Fields.Select(field => new EngineColumn(field.Name, field.Type))]));
        }

        return inputs;
    }

    /// <summary>The same inputs as files of this machine.</summary>
    public async Task<IReadOnlyList<EngineInput>> FetchAsync(IReadOnlyList<EngineInput> inputs, CancellationToken cancellationToken)
    {
        var fetched = new List<EngineInput>();
        foreach (var input in inputs)
        {
            var (paths, gone) = await store.FetchAllAsync(
                [.. input.Files.Select(ObjectKey.Parse)], Path.Combine(scratch, "fetched"), cancellationToken);
            fetched.Add(gone is null
                ? input with { Files = paths }
                : throw new VerifyException($"{gone} was removed while it was compared. Run the command again."));
        }

        return fetched;
    }

    /// <summary>Removes the files, and those below another prefix.</summary>
    public async Task RemoveAsync(string other, CancellationToken cancellationToken)
    {
        foreach (var below in new[] { prefix + "/", other })
        {
            var keys = new List<ObjectKey>();
            await foreach (var entry in store.ListAsync(below, cancellationToken))
            {
                keys.Add(entry.Key);
            }

            foreach (var key in keys)
            {
                await store.DeleteAsync(key, cancellationToken);
            }
        }
    }

    private static List<FileInfo> RawFiles(string folder, FileNames names) =>
    [
        .. new FolderWalk(folder, WalkLimits.Store).Names()
            .Where(file => file.IsFile && names.Count(file.Name)).Select(file => new FileInfo(file.Path)),
    ];

    private async Task<IEnumerable<string>> StoreAsync(OutputFolder converted, string folder, CancellationToken cancellationToken)
    {
        if (converted.Publish(force: true) is { } existing)
        {
            throw new VerifyException($"{existing} exists already.");
        }

        var keys = new List<string>();
        foreach (var path in converted.Kept)
        {
            var key = ObjectKey.Parse(FormattableString.Invariant($"{folder}/part-{keys.Count:d5}.parquet"));
            await store.PutFileAsync(key, path, PutCondition.Always, cancellationToken);
            keys.Add(key.Value);
        }

        return keys;
    }
}
