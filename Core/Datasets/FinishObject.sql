with finished as (
    update platform.raw_object
    set state = coalesce(@state, state), reason = case when @state is null then reason else @reason end
    where id = @rawObjectId
    returning id
)
insert into platform.raw_object_step (raw_object_id, step, detail, counts)
select id, @step, @detail, @counts::jsonb from finished
