-- A run and its item are queued and ended together, so that a run without an unfinished item is one whose item is dead.
update platform.run
set state = 'failed', finished_at = clock_timestamp(), engine_handle = null,
    cause = jsonb_build_object(
        'code', 'processor.gaveUp',
        'message', 'The Processor failed each time that it took the run.',
        'lines', coalesce((
            select jsonb_agg(item.last_error) from platform.work_item as item
            where item.queue = 'run' and item.unique_key = run.id::text and item.last_error is not null), '[]'),
        'advice', 'See the lines and the Processor''s own log, then run the job again.')
where state in ('queued', 'running') and not exists (
    select from platform.work_item as item
    where item.queue = 'run' and item.unique_key = run.id::text and item.state in ('available', 'running'))
returning id as "Id", job as "Job", clock_timestamp() - coalesce(started_at, created_at) as "Age"
