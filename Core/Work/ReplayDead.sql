-- Dead letters get all their attempts again; one whose key another unfinished item has taken stays dead.
with chosen as (
    select distinct on (queue, coalesce(unique_key, id::text)) id, queue
    from platform.work_item as dead
    where queue = $1 and state = 'dead' and ($2::bigint[] is null or id = any ($2))
        and (unique_key is null or not exists (
            select from platform.work_item as other
            where other.queue = dead.queue and other.unique_key = dead.unique_key and other.state in ('available', 'running')))
    order by queue, coalesce(unique_key, id::text), id desc
)
update platform.work_item as item
set state = 'available', attempt = 0, available_at = statement_timestamp(), finished_at = null
from chosen
where item.id = chosen.id and item.state = 'dead'
returning item.id
