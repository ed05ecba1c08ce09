-- Renews the leases that still hold and answers with their items; the others are lost. Locked by id, as a commit of several items does.
with held as (
    select item.id
    from unnest($1::bigint[], $2::integer[], $3::text[]) as claim (id, attempt, owner)
    join platform.work_item as item
        on item.id = claim.id and item.attempt = claim.attempt and item.lease_owner = claim.owner and item.state = 'running'
    order by item.id
    for update of item
)
update platform.work_item as item
set lease_until = clock_timestamp() + $4
from held
where item.id = held.id
returning item.id
