select f.id, f.key
from platform.raw_object o
join platform.dataset_file f on f.raw_object_id = o.id and f.removed_in is null
where o.state = 'lost'
order by f.id
