-- Wakes the queues of those items that other sessions can see by now; the rest are in transactions that still run.
with visible as materialized (
    select id, queue from platform.work_item where id = any ($1)
), woken as materialized (
    select pg_notify('work', queue) from (select distinct queue from visible) as queues
)
select id, (select count(*) from woken) from visible
