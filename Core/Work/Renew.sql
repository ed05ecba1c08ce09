-- Renews the leases that still hold and answers with their items; the others are lost.
update platform.work_item as item
set lease_until = clock_timestamp() + $4
from unnest($1::bigint[], $2::integer[], $3::text[]) as held (id, attempt, owner)
where item.id = held.id and item.attempt = held.attempt and item.lease_owner = held.owner and item.state = 'running'
returning item.id
