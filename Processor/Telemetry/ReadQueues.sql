-- Unfinished items by queue: partial indexes hold them, and no finished item is looked at.
select queue as "Queue", count(*) filter (where state = 'running') as "Running",
    count(*) filter (where state = 'available' and available_at <= clock_timestamp()) as "Due",
    count(*) filter (where state = 'available' and available_at > clock_timestamp()) as "Scheduled",
    coalesce(
        clock_timestamp() - min(available_at) filter (where state = 'available' and available_at <= clock_timestamp()),
        interval '0') as "OldestDue"
from (
    select queue, state, available_at from platform.work_item where state = 'available'
    union all
    select queue, state, available_at from platform.work_item where state = 'running'
) as unfinished
group by queue
