-- Of runs that have ended, only those that succeeded keep an output, until retention removes it; a table's snapshot lies beside the
-- output of the newest run in it.
select file.key
from unnest(@keys, @runs) as file (key, run_id)
where not exists (
    select from platform.run
    where run.id = file.run_id and (
        run.state in ('queued', 'running') or (run.state = 'succeeded' and jsonb_exists(run.output -> 'keys', file.key) and not exists (
            select from platform.result_load as load where load.run_id = run.id and load.output_removed_at is not null))))
    and not exists (
        select from platform.result_snapshot as snapshot
        where snapshot.run_id = file.run_id and jsonb_exists(snapshot.content -> 'keys', file.key))
