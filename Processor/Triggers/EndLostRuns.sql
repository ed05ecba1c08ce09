-- A run and its item are queued and ended together, so that a run without an unfinished item is one whose item is dead. Of those that
-- may run on other machines only the one is ended whose engine has just said that nothing of it does.
update platform.run
set state = case when cancel_requested_at is null then 'failed' else 'cancelled' end, finished_at = clock_timestamp(),
    engine_handle = null,
    cause = case when cancel_requested_at is null then jsonb_build_object(
        'code', 'processor.gaveUp',
        'message', 'The Processor failed each time that it took the run.',
        'lines', coalesce((
            select jsonb_agg(item.last_error) from platform.work_item as item
            where item.queue = 'run' and item.unique_key = run.id::text and item.state in ('dead', 'cancelled')
                and item.last_error is not null), '[]'),
        'advice', 'See the lines and the Processor''s own log, then run the job again.') end
where state in ('queued', 'running') and (
    select true from platform.work_item as item
    where item.queue = 'run' and item.unique_key = run.id::text and item.state in ('available', 'running')
    limit 1) is null
    and (engine is null or engine = @local or output is not null or (id = @ended and attempt = @attempt))
returning id as "Id", job as "Job", clock_timestamp() - coalesce(started_at, created_at) as "Age"
