insert into platform.work_item (queue, payload, unique_key, priority, max_attempts, available_at, trace_parent, batch_key)
select $1, item.payload, item.unique_key, $4, $5, clock_timestamp() + $6, $7, $8
from unnest($2::jsonb[], $3::text[]) with ordinality as item (payload, unique_key, ordinal)
order by item.ordinal
on conflict (queue, unique_key) where unique_key is not null and state in ('available', 'running') do nothing
returning id
