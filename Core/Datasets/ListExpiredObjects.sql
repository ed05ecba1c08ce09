-- Rejected and failed objects are kept: a person may still want to have them read.
select id, dataset, key, etag, size_bytes as sizebytes, modified_at as modifiedat, state, trace_parent as traceparent
from platform.raw_object
where dataset = @dataset and state in ('committed', 'superseded') and removed_at is null
    and seen_at <= clock_timestamp() - @age and id > @after
order by id
limit @limit
