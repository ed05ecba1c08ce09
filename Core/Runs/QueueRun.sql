-- The second branch answers with the waiting run that takes this trigger in, and runs the job as it is now. Its row is updated, and
-- so locked: if it starts meanwhile, the insert is tried against what is then there by the conflict's own waiting.
insert into platform.run as run (job, triggered_by, trigger_detail, definition, parameters, max_attempts, trace_parent)
values (@job, @triggeredBy, @detail, @definition::jsonb, @parameters::jsonb, @maxAttempts, @traceParent)
on conflict (job) where state = 'queued' and triggered_by <> 'manual'
do update set definition = excluded.definition, max_attempts = excluded.max_attempts
returning id as "Id", xmax = 0 as "IsNew"
