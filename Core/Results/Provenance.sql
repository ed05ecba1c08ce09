-- Of each table the newest load that stands.
select distinct on (load.table_name) load.table_name as "Table", load.job as "Job", load.run_id as "RunId", load.mode as "Mode",
    load.rows as "Rows", load.loaded_at as "LoadedAt", run.data_time as "DataTime", run.quarantined_share as "QuarantinedShare",
    coalesce(run.inputs, '{}')::text as "Inputs"
from platform.result_load as load
join platform.run as run on run.id = load.run_id
where load.rolled_back_at is null and (@table::text is null or load.table_name = @table)
order by load.table_name, load.loaded_at desc, load.run_id desc
