select step, at, detail, counts::text as counts
from platform.raw_object_step
where raw_object_id = @id
order by id
