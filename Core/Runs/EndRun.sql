update platform.run
set state = @state, finished_at = clock_timestamp(), cause = @cause::jsonb, engine_handle = null
where id = @id and state = 'running'
