with removed as (
    update platform.raw_object
    set removed_at = clock_timestamp()
    where id = @id and removed_at is null
    returning id
)
insert into platform.raw_object_step (raw_object_id, step, detail)
select id, 'removed', @detail from removed
