-- The loads of the table that stand, the oldest first, without the one that is undone: from the newest replacement or snapshot on. The
-- caller holds the lock under which they are made, and has seen that all their outputs are kept.
with base as (
    select
        coalesce((
            select load.loaded_at from platform.result_load as load
            where load.table_name = @table and load.rolled_back_at is null and load.mode = 'replace' and load.run_id <> @runId
            order by load.loaded_at desc
            limit 1), '-infinity') as replaced,
        coalesce((select loaded_at from platform.result_snapshot where table_name = @table), '-infinity') as folded
)
select load.run_id as "RunId", load.job as "Job", load.loaded_at as "LoadedAt", run.definition::text as "Definition",
    run.output::text as "Output"
from base
join platform.result_load as load on load.table_name = @table and load.rolled_back_at is null and load.output_removed_at is null
    and load.loaded_at >= base.replaced and load.loaded_at > base.folded and load.run_id <> @runId
cross join lateral (select definition, output from platform.run where id = load.run_id limit 1) as run
order by load.loaded_at, load.run_id
