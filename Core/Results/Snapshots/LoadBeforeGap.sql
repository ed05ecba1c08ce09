-- The newest load of the table that stands, where rows stand whose outputs were removed since the newest replacement and snapshot.
with base as (
    select
        coalesce((
            select load.loaded_at from platform.result_load as load
            where load.table_name = @table and load.rolled_back_at is null and load.mode = 'replace' and load.run_id <> @runId
            order by load.loaded_at desc
            limit 1), '-infinity') as replaced,
        coalesce((select loaded_at from platform.result_snapshot where table_name = @table), '-infinity') as folded
)
select newest.run_id as "RunId", newest.job as "Job", newest.loaded_at as "LoadedAt"
from base
cross join lateral (
    select load.run_id, load.job, load.loaded_at
    from platform.result_load as load
    where load.table_name = @table and load.rolled_back_at is null and load.run_id <> @runId
    order by load.loaded_at desc, load.run_id desc
    limit 1
) as newest
where exists (
    select from platform.result_load as removed
    where removed.table_name = @table and removed.rolled_back_at is null and removed.output_removed_at is not null
        and removed.loaded_at >= base.replaced and removed.loaded_at > base.folded)
