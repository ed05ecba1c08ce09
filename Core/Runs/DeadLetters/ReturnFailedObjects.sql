-- The objects of ingest items that run again: what failed waits again, so that the reader takes it.
with returned as (
    update platform.raw_object as object
    set state = 'landed', reason = null
    from platform.work_item as item
    where item.id = any(@items) and item.unique_key = object.id::text and object.state = 'failed'
    returning object.id
)
insert into platform.raw_object_step (raw_object_id, step, detail)
select id, 'landed', 'Its work item gets all its attempts again.' from returned
