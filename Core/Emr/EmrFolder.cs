using System.Globalization;
using System.Text;

using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>
/// What an attempt has in the processed store: <c>results/&lt;job&gt;/&lt;run&gt;/attempt-&lt;n&gt;/</c>. It is the run's own,
/// which removes all of it but the result that it keeps.
/// </summary>
internal sealed class EmrFolder(IObjectStore store, EngineTask task, JobDefinition job)
{
    private const string OutputName = "output";

    private readonly string _prefix = string.Create(
        CultureInfo.InvariantCulture, $"results/{job.Name}/{task.RunId}/attempt-{task.Attempt}/");

    public string Address => store.AddressOf(ObjectKey.Parse(_prefix.TrimEnd('/')));

    /// <summary>Where the step writes its result; nothing is there before.</summary>
    public string OutputAddress => AddressOf(OutputName);

    /// <summary>Of this run, whatever the attempt.</summary>
    public string RunAddress => RunAddressOf(store, job.Name, task.RunId);

    /// <summary>Stands in the arguments of all steps of a run.</summary>
    public static string RunAddressOf(IObjectStore store, string job, long runId) =>
        store.AddressOf(ObjectKey.Parse($"results/{job}/{runId}")) + "/";

    public string AddressOf(string name) => store.AddressOf(KeyOf(name));

    public ObjectKey KeyOf(string name) => ObjectKey.Parse(_prefix + name);

    /// <summary>Writes a text and returns its address.</summary>
    public async Task<string> PutAsync(string name, string text, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await store.PutAsync(KeyOf(name), content, PutCondition.Always, cancellationToken);
        return AddressOf(name);
    }

    /// <summary>The files of the result; those that Spark and Hadoop write for themselves are none.</summary>
    public async Task<IReadOnlyList<ObjectKey>> OutputAsync(CancellationToken cancellationToken)
    {
        var keys = new List<ObjectKey>();
        await foreach (var entry in store.ListAsync($"{_prefix}{OutputName}/", cancellationToken))
        {
            if (entry.Size > 0 && Path.GetFileName(entry.Key.Value)[0] is not ('_' or '.'))
            {
                keys.Add(entry.Key);
            }
        }

        return keys;
    }

    /// <summary>What lies in the folder itself.</summary>
    public async Task<IReadOnlyList<ObjectEntry>> FilesAsync(CancellationToken cancellationToken)
    {
        var files = new List<ObjectEntry>();
        await foreach (var entry in store.ListAsync(_prefix, cancellationToken))
        {
            if (!entry.Key.Value[_prefix.Length..].Contains('/', StringComparison.Ordinal))
            {
                files.Add(entry);
            }
        }

        return files;
    }
}
