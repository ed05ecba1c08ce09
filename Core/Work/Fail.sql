-- Another attempt after a delay, or the dead letters: when the attempts are used up, or $6 says that another one is of no use.
update platform.work_item
set state = case when attempt >= max_attempts or $6 then 'dead' else 'available' end,
    finished_at = case when attempt >= max_attempts or $6 then clock_timestamp() end,
    available_at = clock_timestamp() + $5,
    last_error = $4,
    lease_owner = null,
    lease_until = null
where id = $1 and attempt = $2 and lease_owner = $3 and state = 'running'
returning state
