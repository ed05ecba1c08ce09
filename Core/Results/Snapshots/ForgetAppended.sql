-- Only where nothing but runs that appended came since the newest replacement and snapshot: their rows are their own. Before a
-- replacement the outputs stay, since undoing that needs them.
with base as (
    select greatest(
        coalesce((
            select load.loaded_at from platform.result_load as load
            where load.table_name = @table and load.rolled_back_at is null and load.mode = 'replace'
            order by load.loaded_at desc
            limit 1), '-infinity'),
        coalesce((select loaded_at from platform.result_snapshot where table_name = @table), '-infinity')) as at
), due as (
    select load.run_id
    from base
    join platform.result_load as load on load.table_name = @table and load.rolled_back_at is null and load.output_removed_at is null
        and load.loaded_at > base.at and load.loaded_at < statement_timestamp() - @keep::interval
    where not exists (
        select from platform.result_load as upserted
        where upserted.table_name = @table and upserted.rolled_back_at is null and upserted.mode = 'upsert'
            and upserted.loaded_at > base.at)
    order by load.loaded_at
    limit @limit
), forgotten as (
    update platform.result_load as load
    set output_removed_at = clock_timestamp()
    from due
    where load.run_id = due.run_id
    returning load.run_id
)
select array(select jsonb_array_elements_text(run.output -> 'keys'))
from forgotten
join platform.run as run on run.id = forgotten.run_id
