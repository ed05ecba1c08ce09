-- Objects that a listing must find again, or they are gone.
select id, dataset, key, etag, size_bytes as sizebytes, modified_at as modifiedat, state, trace_parent as traceparent
from platform.raw_object
where state in ('landed', 'unclaimed', 'refused') and id > @after
order by id
limit @limit
