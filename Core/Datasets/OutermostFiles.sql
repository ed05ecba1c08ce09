-- Two files for each dataset: the oldest and the newest of its current version. Looking at them costs the same however much a dataset holds.
select d.name as dataset, f.key
from platform.dataset d
cross join lateral (
    (select key from platform.dataset_file where dataset = d.name and removed_in is null order by added_in desc limit 1)
    union
    (select key from platform.dataset_file where dataset = d.name and removed_in is null order by added_in limit 1)
) f
order by d.name
