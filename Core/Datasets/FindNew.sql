select (n.position - 1)::int
from unnest(@keys, @etags) with ordinality as n (key, etag, position)
where not exists (
    select from platform.raw_object o
    where o.key = n.key and o.etag = n.etag and o.state not in ('unclaimed', 'missing', 'superseded', 'lost')
)
order by n.position
