-- Of runs that have ended, only those that succeeded keep an output.
select file.key
from unnest(@keys, @runs) as file (key, run_id)
where not exists (
    select from platform.run
    where run.id = file.run_id and (
        run.state in ('queued', 'running') or (run.state = 'succeeded' and jsonb_exists(run.output -> 'keys', file.key))))
