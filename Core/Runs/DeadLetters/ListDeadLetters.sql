select id, queue, payload::text as payload, attempt as attempts, last_error as lasterror, finished_at as diedat
from platform.work_item
where state = 'dead' and (@beforeId::bigint is null or id < @beforeId)
order by id desc
limit @limit
