-- One that waits is ended only when somebody wished it while its item was looked at. The handle of a task that may still run stays
-- until the task has been ended.
update platform.run
set state = @state, finished_at = clock_timestamp(), cause = @cause::jsonb, engine_handle = case when @mayRunOn then engine_handle end
where id = @id and (state = 'running' or (state = 'queued' and cancel_requested_at is not null))
