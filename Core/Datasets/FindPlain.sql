-- Positions of the objects that only add rows: no other object has their key, none that is committed has their bytes, and they have no
-- outcome yet.
select (n.position - 1)::int
from unnest(@ids::bigint[], @keys::text[], @hashes::text[]) with ordinality as n (id, key, sha256, position)
where not exists (select from platform.raw_object o where o.key = n.key and o.id <> n.id)
    and not exists (
        select from platform.ingestion i
        where i.dataset = @dataset and i.sha256 = n.sha256 and i.kind = 'file' and i.outcome = 'committed')
    and not exists (select from platform.ingestion i where i.raw_object_id = n.id)
order by n.position
