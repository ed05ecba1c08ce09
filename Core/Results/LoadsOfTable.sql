-- The loads of the table that stand, the oldest first, as far back as undoing one of them may need: to the last replacement but one. The
-- caller holds the lock under which they are made.
with needed as (
    select coalesce((
        select load.loaded_at from platform.result_load as load
        where load.table_name = @table and load.rolled_back_at is null and load.mode = 'replace'
        order by load.loaded_at desc
        offset 1 limit 1), '-infinity') as since
)
select load.run_id as "RunId", run.definition::text as "Definition", run.output::text as "Output"
from needed
join platform.result_load as load on load.table_name = @table and load.rolled_back_at is null and load.loaded_at >= needed.since
cross join lateral (select definition, output from platform.run where id = load.run_id limit 1) as run
order by load.loaded_at, load.run_id
