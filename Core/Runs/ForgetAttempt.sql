update platform.run
set engine = null, engine_handle = null, output = null
where id = @id and state = 'running' and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
