-- Objects that a listing must find again, or they are gone. What a hint alone named need not be in the store at all.
select id, dataset, key, etag, size_bytes as sizebytes, modified_at as modifiedat, state, trace_parent as traceparent
from platform.raw_object
where (state in ('landed', 'unclaimed') or (state = 'refused' and seen_by = 'listing')) and id > @after
order by id
limit @limit
