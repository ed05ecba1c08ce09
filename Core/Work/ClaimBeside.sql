-- Items that may be done together with one that was just claimed; only such as never ran.
with picked as (
    select id
    from platform.work_item
    where queue = $1 and batch_key = $5 and state = 'available' and attempt = 0 and available_at <= clock_timestamp()
    order by priority desc, available_at, id
    limit $2
    for update skip locked
)
update platform.work_item as item
set state = 'running',
    attempt = item.attempt + 1,
    lease_owner = $3,
    lease_until = clock_timestamp() + $4,
    started_at = clock_timestamp()
from picked
where item.id = picked.id
returning item.id, item.attempt, item.queue, item.payload, item.unique_key, item.priority, item.max_attempts,
    item.trace_parent, item.created_at, item.available_at, item.batch_key
