select id, key
from platform.dataset_file
where dataset = @dataset and removed_in is null and id > @after
order by id
limit @limit
