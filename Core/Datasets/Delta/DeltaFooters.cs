using System.Collections.Concurrent;
using Analytics.Catalogue.Contracts;
using Analytics.Storage;
using Analytics.Tabular.Schema;
using ParquetSharp;

namespace Analytics.Datasets.Delta;

/// <summary>Gets the statistics of files, each from its footer once: then the database has them.</summary>
internal sealed class DeltaFooters(DeltaHistory history, IObjectStore store)
{
    /// <summary>Footers that are fetched at the same time: of a bucket each takes a few round trips.</summary>
    private const int AtOnce = 8;

    public async Task<IReadOnlyList<DeltaFile>> WithStatsAsync(
        IReadOnlyList<DeltaFile> files, Func<int, CancellationToken, Task<DatasetContract>> contract, CancellationToken cancellationToken)
    {
        var unknown = new List<(DeltaFile File, TableSchema Schema)>();
        foreach (var file in files.Where(file => file.Stats is null))
        {
            unknown.Add((file, (await contract(file.ContractVersion, cancellationToken)).Schema));
        }

        if (unknown.Count == 0)
        {
            return files;
        }

        var found = new ConcurrentDictionary<long, DeltaFile>();
        await Parallel.ForEachAsync(
            unknown, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, token) => found[item.File.Id] = item.File with { Stats = await StatsAsync(item.File, item.Schema, token) });
        await history.StoreStatsAsync([.. found.Values], cancellationToken);
        return [.. files.Select(file => found.GetValueOrDefault(file.Id, file))];
    }

    private async Task<string> StatsAsync(DeltaFile file, TableSchema schema, CancellationToken cancellationToken)
    {
        try
        {
            // Retention may have removed the file of a version that is published late.
            await using var footer = await FooterStream.OpenAsync(store, ObjectKey.Parse(file.Key), cancellationToken);
            return footer is null ? DeltaStatistics.OfRows(file.Rows) : DeltaStatistics.Of(footer, schema);
        }
        catch (Exception fault) when (fault is ParquetException or InvalidDataException)
        {
            // A reader will meet that fault too; the statistics are no place to say so.
            return DeltaStatistics.OfRows(file.Rows);
        }
    }
}
