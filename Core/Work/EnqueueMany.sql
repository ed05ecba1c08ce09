insert into platform.work_item (queue, payload, unique_key, priority, max_attempts, available_at, trace_parent, batch_key)
select $1, item.payload, item.unique_key, $4, $5, clock_timestamp() + $6, coalesce(item.trace_parent, $7), coalesce(item.batch_key, $8)
from unnest($2::jsonb[], $3::text[], $9::text[], $10::text[])
    with ordinality as item (payload, unique_key, trace_parent, batch_key, ordinal)
order by item.ordinal
on conflict (queue, unique_key) where unique_key is not null and state in ('available', 'running') do nothing
returning id
