-- Answers with the items that were still this worker's. Locked by id, as a renewal does: two of many rows each must not wait for another.
with held as (
    select item.id
    from unnest($1::bigint[], $2::integer[], $3::text[]) as claim (id, attempt, owner)
    join platform.work_item as item
        on item.id = claim.id and item.attempt = claim.attempt and item.lease_owner = claim.owner and item.state = 'running'
    order by item.id
    for update of item
)
update platform.work_item as item
set state = 'done', lease_owner = null, lease_until = null, finished_at = clock_timestamp()
from held
where item.id = held.id
returning item.id
