update platform.run
set peak_memory_bytes = @memory, cpu_seconds = @cpu
where id = @id and state = 'running' and exists (
    select from platform.work_item
    where id = @item and attempt = @itemAttempt and lease_owner = @owner and state = 'running')
