update platform.run
set engine_handle = null
where id = @id and engine_handle = @handle and state in ('succeeded', 'failed', 'cancelled')
