-- Of objects whose files the store lacks: only where the current version still names them, since retention may have removed them meanwhile.
with gone as (
    update platform.raw_object o
    set state = 'lost', reason = 'The processed store lacks its rows. The file is loaded again when it is in the raw store.'
    where o.state = 'committed' and o.id in (
        select f.raw_object_id from platform.dataset_file f where f.id = any(@files) and f.removed_in is null
    )
    returning id, reason
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, 'lost', reason from gone
)
select count(*)::int from gone
