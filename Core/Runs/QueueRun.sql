-- A trigger while a run of the job is queued adds none: that run is brought up to date with the job. It is looked for first, since an
-- insert that conflicts would use up a run number; if it starts meanwhile, the insert makes a new one.
with waiting as (
    update platform.run
    set definition = @definition::jsonb, parameters = @parameters::jsonb, max_attempts = @maxAttempts
    where job = @job and state = 'queued' and triggered_by <> 'manual' and @triggeredBy <> 'manual'
    returning id
), added as (
    insert into platform.run as run (job, triggered_by, trigger_detail, definition, parameters, max_attempts, trace_parent)
    select @job, @triggeredBy, @detail, @definition::jsonb, @parameters::jsonb, @maxAttempts, @traceParent
    where not exists (select from waiting)
    on conflict (job) where state = 'queued' and triggered_by <> 'manual'
    do update set definition = excluded.definition, parameters = excluded.parameters, max_attempts = excluded.max_attempts
    returning id, xmax = 0 as is_new
)
select id as "Id", false as "IsNew" from waiting
union all
select id, is_new from added
