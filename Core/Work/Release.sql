-- Gives the item back without burning the attempt.
update platform.work_item
set state = 'available', attempt = attempt - 1, available_at = clock_timestamp() + $4, lease_owner = null, lease_until = null
where id = $1 and attempt = $2 and lease_owner = $3 and state = 'running'
