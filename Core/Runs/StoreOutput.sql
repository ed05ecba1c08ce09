update platform.run
set output = @output::jsonb, engine_handle = null
where id = @id and state = 'running' and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
