-- One that waits is ended only when somebody wished it while its item was looked at.
update platform.run
set state = @state, finished_at = clock_timestamp(), cause = @cause::jsonb, engine_handle = null
where id = @id and (state = 'running' or (state = 'queued' and cancel_requested_at is not null))
