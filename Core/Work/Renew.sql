-- Renews the leases that still hold and answers with their items, and with those that this very claim has finished: their lease is of
-- no use any more, but it was not lost. Locked by id, as a commit of several items does.
with held as (
    select item.id
    from unnest($1::bigint[], $2::integer[], $3::text[]) as claim (id, attempt, owner)
    join platform.work_item as item
        on item.id = claim.id and item.attempt = claim.attempt
            and ((item.lease_owner = claim.owner and item.state = 'running') or item.state = 'done')
    order by item.id
    for update of item
), renewed as (
    update platform.work_item as item
    set lease_until = clock_timestamp() + $4
    from held
    where item.id = held.id and item.state = 'running'
)
select id from held
