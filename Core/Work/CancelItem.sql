-- A running item is cancelled too: its worker finds the lease lost and stops.
update platform.work_item
set state = 'cancelled', finished_at = clock_timestamp(), lease_owner = null, lease_until = null, last_error = $2
where id = $1 and state in ('available', 'running')
