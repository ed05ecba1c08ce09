-- Of objects that were lost: those that still have their rows in the current version, all of whose files are there again.
with back as (
    update platform.raw_object o
    set state = 'committed', reason = null
    where o.state = 'lost'
        and o.id in (select f.raw_object_id from platform.dataset_file f where f.id = any(@found) and f.removed_in is null)
        and not exists (
            select from platform.dataset_file f where f.raw_object_id = o.id and f.removed_in is null and f.id <> all(@found))
    returning id
)
insert into platform.raw_object_step (raw_object_id, step, detail)
select id, 'committed', 'the processed store has its rows again' from back
