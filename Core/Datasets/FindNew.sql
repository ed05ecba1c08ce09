-- What is recorded and settled is not new. A name that was ignored is new once it counts.
select (n.position - 1)::int
from unnest(@keys, @etags, @counts) with ordinality as n (key, etag, counts, position)
where not exists (
    select from platform.raw_object o
    where o.key = n.key and o.etag = n.etag and o.state not in ('unclaimed', 'missing', 'superseded', 'lost')
        and not (o.state = 'ignored' and n.counts)
)
order by n.position
