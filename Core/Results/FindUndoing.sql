-- What undoing a run's load means: whether a later run replaced its rows, whether it is folded into the table's snapshot, and the oldest
-- run whose output would be needed and was removed.
select load.table_name as "Table", load.mode as "Mode", load.rolled_back_at as "RolledBackAt",
    coalesce(replaced.loaded_at > load.loaded_at, false) as "IsReplaced",
    snapshot.run_id as "FoldedUpTo", snapshot.made_at as "FoldedAt",
    removed.run_id as "RemovedRun", removed.output_removed_at as "RemovedAt"
from platform.result_load as load
left join lateral (
    select other.loaded_at
    from platform.result_load as other
    where other.table_name = load.table_name and other.rolled_back_at is null and other.mode = 'replace' and other.run_id <> load.run_id
    order by other.loaded_at desc
    limit 1
) as replaced on true
left join platform.result_snapshot as snapshot on snapshot.table_name = load.table_name and snapshot.loaded_at >= load.loaded_at
left join lateral (
    select other.run_id, other.output_removed_at
    from platform.result_load as other
    where other.table_name = load.table_name and other.rolled_back_at is null and other.output_removed_at is not null
        and other.run_id <> load.run_id and other.loaded_at >= coalesce(replaced.loaded_at, '-infinity')
        and other.loaded_at > coalesce((select loaded_at from platform.result_snapshot where table_name = load.table_name), '-infinity')
    order by other.loaded_at
    limit 1
) as removed on true
where load.run_id = @runId
