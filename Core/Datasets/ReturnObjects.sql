-- An object that was replaced has its key again, or one whose rows were lost is there to be loaded again. The row of its first time stays
-- as history, and gives its etag to a new row: objects of a key are numbered in the order in which the store had them.
with back as (
    select o.id
    from unnest(@datasets::text[], @keys::text[], @etags::text[]) as found (dataset, key, etag)
    join platform.raw_object o on o.dataset = found.dataset and o.key = found.key and o.etag = found.etag
    where o.state in ('superseded', 'lost')
        or (o.state in ('rejected', 'failed')
            and exists (select from platform.raw_object newer where newer.key = o.key and newer.id > o.id))
    order by o.key, o.id
    for update of o
)
update platform.raw_object o
set etag = o.etag || ' until ' || o.id
from back
where o.id = back.id
returning o.key
