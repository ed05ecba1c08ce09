-- Of each table the newest load that stands, and the loads that its rows may have come from: those since the newest replacement that
-- stands, 1,000 at most. A rollback changes a table without a load of its own, hence the time of the last change.
with recursive tables as (
    (select table_name from platform.result_load where @tables::text[] is null or table_name = any (@tables) order by table_name limit 1)
    union all
    select (
        select next.table_name from platform.result_load next
        where next.table_name > tables.table_name and (@tables::text[] is null or next.table_name = any (@tables))
        order by next.table_name limit 1)
    from tables where tables.table_name is not null
)
select tables.table_name as "Table", newest.job as "Job", newest.run_id as "RunId", newest.mode as "Mode", newest.rows as "Rows",
    newest.loaded_at as "LoadedAt", run.data_time as "DataTime", part.share as "QuarantinedShare",
    coalesce(run.inputs, '{}')::text as "Inputs", part.runs as "Runs", part.count as "RunCount",
    greatest(loaded.at, undone.at) as "ChangedAt"
from tables
cross join lateral (
    select load.*
    from platform.result_load as load
    where load.table_name = tables.table_name and load.rolled_back_at is null
    order by load.loaded_at desc, load.run_id desc
    limit 1
) as newest
join platform.run as run on run.id = newest.run_id
cross join lateral (select max(load.loaded_at) as at from platform.result_load as load where load.table_name = tables.table_name) as loaded
cross join lateral (
    select max(load.rolled_back_at) as at
    from platform.result_load as load
    where load.table_name = tables.table_name and load.rolled_back_at is not null
) as undone
cross join lateral (
    select coalesce(max(load.loaded_at), '-infinity') as at
    from platform.result_load as load
    where load.table_name = tables.table_name and load.mode = 'replace' and load.rolled_back_at is null
) as replaced
cross join lateral (
    select count(*) as count, max(source.quarantined_share) as share,
        to_json((array_agg(recent.run_id order by recent.loaded_at desc, recent.run_id desc))[1:100])::text as runs
    from (
        select load.run_id, load.loaded_at
        from platform.result_load as load
        where load.table_name = tables.table_name and load.rolled_back_at is null and load.loaded_at >= replaced.at
        order by load.loaded_at desc, load.run_id desc
        limit 1000
    ) as recent
    join platform.run as source on source.id = recent.run_id
) as part
order by tables.table_name
