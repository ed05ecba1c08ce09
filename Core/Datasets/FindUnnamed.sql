-- Files that nothing names. Those of an object with unfinished work may be an attempt's that runs now and is about to commit them; an
-- attempt that begins later writes under another name. One statement sees work and names at one moment.
with unfinished as (
    select payload ->> 'rawObjectId' as id
    from platform.work_item
    where queue = 'ingest' and state = 'available'
    union all
    select payload ->> 'rawObjectId'
    from platform.work_item
    where queue = 'ingest' and state = 'running'
)
select k.key
from unnest(@keys) as k (key)
where not exists (select from platform.dataset_file f where f.key = k.key)
    and not exists (select from platform.quarantine_file q where q.key = k.key)
    and not exists (select from unfinished u where u.id = substring(k.key from '/([0-9]+)-[0-9]+-[0-9a-f]+/[^/]+$'))
