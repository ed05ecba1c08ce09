select k.key
from unnest(@keys) as k (key)
where not exists (select from platform.dataset_file f where f.key = k.key)
    and not exists (select from platform.quarantine_file q where q.key = k.key)
