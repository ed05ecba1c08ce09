-- How long until the next item of the queue is due; null where none waits.
select min(available_at) - clock_timestamp()
from platform.work_item
where queue = $1 and state = 'available'
