with gone as (
    update platform.raw_object
    set state = 'missing', reason = 'The file was removed from the raw store before it was read.'
    where id = any(@ids) and state in ('landed', 'unclaimed', 'ignored', 'refused')
    returning id
)
insert into platform.raw_object_step (raw_object_id, step)
select id, 'missing' from gone
