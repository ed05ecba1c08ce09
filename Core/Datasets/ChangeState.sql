-- Moves an object from one of the states it may come from; no row means that it has moved on already.
with moved as (
    update platform.raw_object
    set state = @state, reason = @reason
    where id = @id and state = any(@from)
    returning id
), step as (
    insert into platform.raw_object_step (raw_object_id, step, detail)
    select id, @step, @reason from moved
)
select exists (select from moved)
