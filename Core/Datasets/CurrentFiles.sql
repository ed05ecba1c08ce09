-- What is lost is known.
select f.id, f.key
from platform.dataset_file f
join platform.raw_object o on o.id = f.raw_object_id and o.state = 'committed'
where f.dataset = @dataset and f.removed_in is null and f.id > @after
order by f.id
limit @limit
