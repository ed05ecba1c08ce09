with old as (
    select id
    from platform.work_item
    where finished_at < clock_timestamp() - case when state = 'dead' then $2::interval else $1::interval end
    order by finished_at
    limit $3
    for update skip locked
)
delete from platform.work_item as item using old where item.id = old.id
