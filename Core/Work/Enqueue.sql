-- A second unfinished item with the same key is left out; then no row comes back.
insert into platform.work_item (queue, payload, unique_key, priority, max_attempts, available_at, trace_parent, batch_key)
values ($1, $2, $3, $4, $5, clock_timestamp() + $6, $7, $8)
on conflict (queue, unique_key) where unique_key is not null and state in ('available', 'running') do nothing
returning id
