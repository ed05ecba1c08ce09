-- Items whose worker died or froze: their lease has run out. An item that kills its workers ends with the dead letters.
with expired as (
    select id
    from platform.work_item
    where state = 'running' and lease_until < clock_timestamp()
    order by lease_until
    limit $1
    for update skip locked
)
update platform.work_item as item
set state = case when attempt >= max_attempts then 'dead' else 'available' end,
    finished_at = case when attempt >= max_attempts then clock_timestamp() end,
    available_at = clock_timestamp(),
    last_error = format('Attempt %s: the worker %s stopped renewing its lease; it died or was frozen.', item.attempt, item.lease_owner),
    lease_owner = null,
    lease_until = null
from expired
where item.id = expired.id
returning item.id, item.queue, item.state
