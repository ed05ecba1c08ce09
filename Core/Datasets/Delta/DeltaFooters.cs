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

    /// <summary>As many files are looked into before the database gets their statistics.</summary>
    private const int PageSize = 1_000;

    /// <summary>Looks into all files that have no statistics yet, page by page, and has the database keep what it finds.</summary>
    /// <param name="page">The files after an id, at most so many.</param>
    /// <param name="contract">The contract of a number.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public async Task FillAsync(
        Func<long, int, Task<IReadOnlyList<DeltaFile>>> page, Func<int, CancellationToken, Task<DatasetContract>> contract,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<DeltaFile> files;
        var after = 0L;
        do
        {
            files = await page(after, PageSize);
            if (files.Count > 0)
            {
                await history.StoreStatsAsync(await WithStatsAsync(files, contract, cancellationToken), cancellationToken);
                after = files[^1].Id;
            }
        }
        while (files.Count == PageSize);
    }

    private async Task<IReadOnlyList<DeltaFile>> WithStatsAsync(
        IReadOnlyList<DeltaFile> files, Func<int, CancellationToken, Task<DatasetContract>> contract, CancellationToken cancellationToken)
    {
        var schemas = new Dictionary<int, TableSchema>();
        foreach (var number in files.Select(file => file.ContractVersion).Distinct())
        {
            schemas.Add(number, (await contract(number, cancellationToken)).Schema);
        }

        var found = new ConcurrentBag<DeltaFile>();
        await Parallel.ForEachAsync(
            files, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (file, token) => found.Add(file with { Stats = await StatsAsync(file, schemas[file.ContractVersion], token) }));
        return [.. found];
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
