-- The job's run that waited for this one's end is due now. It may be looked at in this moment, and then waits once more.
with next as (
    select id::text as key
    from platform.run
    where job = (select ended.job from platform.run as ended where ended.id = @id) and state = 'queued'
    order by id
    limit 1
), hurried as (
    update platform.work_item
    set available_at = clock_timestamp()
    where queue = 'run' and unique_key = (select key from next) and state = 'available'
        and available_at > clock_timestamp()
    returning queue
)
select pg_notify('work', queue) from hurried
