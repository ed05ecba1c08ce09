-- What is recorded and settled is not new. A name that was ignored is new once it counts, and what was rejected once it has its key again
-- after another object had it.
select (n.position - 1)::int
from unnest(@keys, @etags, @counts) with ordinality as n (key, etag, counts, position)
where not exists (
    select from platform.raw_object o
    where o.key = n.key and o.etag = n.etag and o.state not in ('unclaimed', 'missing', 'superseded', 'lost')
        and not (o.state = 'ignored' and n.counts)
        and not (o.state in ('rejected', 'failed')
            and exists (select from platform.raw_object newer where newer.key = o.key and newer.id > o.id))
)
order by n.position
