-- What is recorded and settled is not new. A name that was set aside is new once the contracts say something else of it, and what was
-- rejected once it has its key again after another object had it.
select (n.position - 1)::int
from unnest(@keys::text[], @etags::text[], @states::text[], @reasons::text[]) with ordinality as n (key, etag, state, reason, position)
where not exists (
    select from platform.raw_object o
    where o.key = n.key and o.etag = n.etag and o.state not in ('missing', 'superseded', 'lost')
        and not (o.state in ('unclaimed', 'ignored') and (o.state <> n.state or o.reason is distinct from n.reason))
        and not (o.state in ('rejected', 'failed')
            and exists (select from platform.raw_object newer where newer.key = o.key and newer.id > o.id))
)
order by n.position
