namespace Analytics.Fixtures.Datasets;

/// <summary>Versions of very many files, which are in the database only.</summary>
public static class WideTable
{
    /// <summary>Adds a version of so many files, each with statistics of so many characters.</summary>
    public static Task AddAsync(
        TestDatabase database, long version, int files, int statsLength = 40, string dataset = DatasetBench.Dataset) => database.ExecuteAsync(
        $$$"""
        set session_replication_role = replica;
        insert into platform.dataset_file (
            dataset, key, rows, bytes, raw_object_id, ingestion_id, added_in, delta_stats)
        select '{{{dataset}}}', 'datasets/{{{dataset}}}/data/wide-{{{version}}}/part-' || n || '.parquet', 1, 1, 1, 1, {{{version}}},
            '{"numRecords":1,"minValues":{"note":"' || repeat('x', {{{statsLength}}}) || '"}}'
        from generate_series(1, {{{files}}}) n;
        insert into platform.dataset_version (dataset, version, kind, contract_version, rows, bytes, files, rows_quarantined)
        select dataset, {{{version}}}, 'append', contract_version, rows + {{{files}}}, bytes + {{{files}}}, files + {{{files}}}, 0
        from platform.dataset_version where dataset = '{{{dataset}}}' and version = {{{version - 1}}};
        update platform.dataset set current_version = {{{version}}} where name = '{{{dataset}}}';
        set session_replication_role = origin;
        """);
}
