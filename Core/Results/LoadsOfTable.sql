-- The loads of the table that stand, the oldest first; the caller holds the lock under which they are made.
select load.run_id as "RunId", run.definition::text as "Definition", run.output::text as "Output"
from platform.result_load as load
join platform.run as run on run.id = load.run_id
where load.table_name = @table and load.rolled_back_at is null
order by load.loaded_at, load.run_id
