update platform.work_item
set state = 'done', lease_owner = null, lease_until = null, finished_at = clock_timestamp()
where id = $1 and attempt = $2 and lease_owner = $3 and state = 'running'
