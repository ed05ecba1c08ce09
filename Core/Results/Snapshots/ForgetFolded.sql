with folded as (
    update platform.result_load as load
    set output_removed_at = clock_timestamp()
    where load.table_name = @table and load.rolled_back_at is null and load.output_removed_at is null and load.loaded_at <= @loadedAt
    returning load.run_id
)
select file.key
from folded
cross join lateral (select output from platform.run where id = folded.run_id limit 1) as run
cross join lateral jsonb_array_elements_text(run.output -> 'keys') as file (key)
