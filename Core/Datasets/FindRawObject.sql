select id, dataset, key, etag, size_bytes as sizebytes, modified_at as modifiedat, state, trace_parent as traceparent
from platform.raw_object
where id = @id
