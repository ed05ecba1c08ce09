-- Of each table the newest load that stands, and the loads that its rows may have come from: those since the newest replacement that
-- stands. A rollback changes a table without a load of its own, hence the time of the last change.
select newest.table_name as "Table", newest.job as "Job", newest.run_id as "RunId", newest.mode as "Mode", newest.rows as "Rows",
    newest.loaded_at as "LoadedAt", run.data_time as "DataTime", part.share as "QuarantinedShare",
    coalesce(run.inputs, '{}')::text as "Inputs", part.runs as "Runs", part.count as "RunCount", change.at as "ChangedAt"
from (
    select distinct on (table_name) *
    from platform.result_load
    where rolled_back_at is null and (@tables::text[] is null or table_name = any (@tables))
    order by table_name, loaded_at desc, run_id desc
) as newest
join platform.run as run on run.id = newest.run_id
cross join lateral (
    select max(greatest(loaded_at, rolled_back_at)) as at,
        coalesce(max(loaded_at) filter (where mode = 'replace' and rolled_back_at is null), '-infinity') as replaced_at
    from platform.result_load
    where table_name = newest.table_name
) as change
cross join lateral (
    select count(*) as count, max(source.quarantined_share) as share,
        to_json((array_agg(load.run_id order by load.loaded_at desc, load.run_id desc))[1:100])::text as runs
    from platform.result_load as load
    join platform.run as source on source.id = load.run_id
    where load.table_name = newest.table_name and load.rolled_back_at is null and load.loaded_at >= change.replaced_at
) as part
order by newest.table_name
