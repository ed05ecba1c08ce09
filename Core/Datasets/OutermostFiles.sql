-- Two files for each dataset: the oldest and the newest of its current version. Looking at them costs the same however much a dataset holds.
select d.name as dataset, f.key
from platform.dataset d
cross join lateral (
    (
        select f.key
        from platform.dataset_file f join platform.raw_object o on o.id = f.raw_object_id
        where f.dataset = d.name and f.removed_in is null and o.state = any(@states)
        order by f.added_in desc limit 1
    )
    union
    (
        select f.key
        from platform.dataset_file f join platform.raw_object o on o.id = f.raw_object_id
        where f.dataset = d.name and f.removed_in is null and o.state = any(@states)
        order by f.added_in limit 1
    )
) f
order by d.name
